package org.mnistspark.averaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.mnistspark.averaging.PairwiseSum.Node;
import org.mnistspark.averaging.PairwiseSum.Segment;

class PairwiseSumTest {
  private static final int LENGTH = 7;

  /** Longer than two strips, and no multiple of one. */
  private static final int LONG = 9_001;

  @Test
  void everyGroupingOfReplicasIntoTasksGivesTheSameBitsInEveryTask() {
    for (int replicas = 1; replicas <= 17; replicas++) {
      float[][] vectors = Fixtures.vectors(replicas, LENGTH, replicas);
      float[] shares = shares(new SplittableRandom(replicas), replicas, 0);
      float[] expected = Fixtures.weightedSum(vectors, shares);
      for (int[] bounds : groupings(replicas)) {
        assertSums(expected, vectors, shares, bounds);
      }
    }
  }

  @Test
  void everyGroupingGivesTheSameBitsWhenReplicasAreAbsentAndNoneOfThemIsRead() {
    SplittableRandom random = new SplittableRandom(1);
    for (int replicas = 2; replicas <= 17; replicas++) {
      for (int absent = 1; absent < replicas; absent++) {
        float[][] vectors = Fixtures.vectors(replicas, LENGTH, replicas);
        float[] shares = shares(random, replicas, absent);
        float[] expected = Fixtures.weightedSum(vectors, shares);
        for (int i = 0; i < replicas; i++) {
          if (shares[i] == 0f) {
            vectors[i] = new float[0]; // any access would be out of bounds
          }
        }
        for (int tasks : new int[] {1, 2, 3, replicas}) {
          assertSums(expected, vectors, shares, even(replicas, tasks));
        }
      }
    }
  }

  /** Each task has one slice of the sum to make: of an odd length, and longer than two strips. */
  @Test
  void slicesOfTheTasksAreTogetherTheWhole() {
    for (int[] bounds : List.of(even(7, 2), even(7, 3), new int[] {0, 1, 6, 7}, even(7, 7))) {
      int tasks = bounds.length - 1;
      float[][] vectors = Fixtures.vectors(7, LONG * tasks + 1, 1);
      float[] shares = shares(new SplittableRandom(1), 7, 1);
      float[] whole = new float[LONG * tasks + 1];
      for (int owner = 0; owner < tasks; owner++) {
        int from = whole.length * owner / tasks;
        int to = whole.length * (owner + 1) / tasks;
        root(vectors, shares, bounds, owner, from, to, from, to, whole);
      }
      assertArrayEquals(Fixtures.weightedSum(vectors, shares), whole, Arrays.toString(bounds));
    }
  }

  /** As threads do, which have a part of the slice each. */
  @Test
  void addsAnyPartOfASlice() {
    float[][] vectors = Fixtures.vectors(5, 2 * LONG, 1);
    float[] shares = shares(new SplittableRandom(1), 5, 0);
    float[] whole = Fixtures.weightedSum(vectors, shares);
    int from = 1_001;
    int to = from + LONG;
    for (int[] range :
        new int[][] {{from, to}, {from, from + 1}, {5_096, 5_098}, {1_018, 9_301}, {to, to}}) {
      for (int owner = 0; owner < 3; owner++) {
        float[] out = filled(2 * LONG);
        root(vectors, shares, even(5, 3), owner, from, to, range[0], range[1], out);
        float[] expected = filled(2 * LONG);
        System.arraycopy(whole, range[0], expected, range[0], range[1] - range[0]);
        assertArrayEquals(expected, out);
      }
    }
  }

  @Test
  void isTheWeightedMeanWithinRounding() {
    for (int replicas = 1; replicas <= 17; replicas++) {
      float[][] vectors = Fixtures.vectors(replicas, LENGTH, replicas);
      float[] shares = shares(new SplittableRandom(replicas), replicas, replicas / 3);
      float[] sum = root(vectors, shares, even(replicas, 1), 0);
      for (int k = 0; k < LENGTH; k++) {
        double expected = 0;
        double magnitude = 0;
        for (int i = 0; i < replicas; i++) {
          expected += (double) shares[i] * vectors[i][k];
          magnitude += Math.abs((double) shares[i] * vectors[i][k]);
        }
        // A product and at most five additions, each half a unit in the last place off.
        assertEquals(expected, sum[k], 6 * 0x1p-24 * magnitude);
      }
    }
  }

  @Test
  void aReplicaAloneKeepsItsBits() {
    float[] vector = {1f / 3, -0f, 0f, Float.MAX_VALUE, -Float.MIN_VALUE, 1e-39f, -1e-7f};
    assertSums(vector, new float[][] {vector}, new float[] {1}, even(1, 1));
    for (int alone = 0; alone < 5; alone++) {
      float[][] vectors = new float[5][0];
      vectors[alone] = vector;
      float[] shares = new float[5];
      shares[alone] = 1f;
      for (int tasks = 1; tasks <= 5; tasks++) {
        assertSums(vector, vectors, shares, even(5, tasks));
      }
    }
  }

  @Test
  void sumsAnyRangeStripByStripToAnyPlace() {
    float[][] vectors = Fixtures.vectors(5, LONG, 1);
    float[] shares = shares(new SplittableRandom(1), 5, 0);
    float[] whole = Fixtures.weightedSum(vectors, shares);
    PairwiseSum sum = new PairwiseSum(0, 5, 5);
    Segment root = new Segment(3, 0);
    for (int[] range : new int[][] {{0, LONG}, {0, 1}, {4095, 4097}, {17, 8_300}, {5, 5}}) {
      int length = range[1] - range[0];
      for (int to : new int[] {0, range[0], LONG - length}) {
        float[] out = filled(LONG);
        sum.sum(root, vectors, shares, range[0], out, to, length);
        float[] expected = filled(LONG);
        System.arraycopy(whole, range[0], expected, to, length);
        assertArrayEquals(expected, out);
      }
    }
  }

  @Test
  void aNodeOfAbsentReplicasIsZero() {
    float[] out = filled(LONG + 2);
    float[] shares = {0f, 0f, 1f};
    new PairwiseSum(0, 2, 3).sum(new Segment(1, 0), new float[2][0], shares, 5, out, 1, LONG);
    float[] expected = new float[LONG + 2];
    expected[0] = 42f;
    expected[LONG + 1] = 42f;
    assertArrayEquals(expected, out);
  }

  @Test
  void theSumOfNobodyIsZero() {
    Node[] nodes = {new Node(new Segment(1, 1), new float[0], 0)};
    float[] out = filled(LONG);
    new PairwiseSum(0, 2, 4).root(nodes, new float[2][0], new float[4], 0, out, 0, LONG);
    assertArrayEquals(new float[LONG], out);
  }

  @Test
  void leavesVectorsSharesAndMessagesAlone() {
    float[][] vectors = Fixtures.vectors(3, LONG, 1);
    float[] shares = {0.25f, 0.25f, 0.5f, 0f, 1f};
    float[] message = Fixtures.vectors(1, 2 * LONG, 2)[0];
    Node[] nodes = {new Node(new Segment(2, 1), message, LONG)};
    PairwiseSum sum = new PairwiseSum(0, 3, 5);
    sum.sum(new Segment(1, 0), vectors, shares, 0, new float[LONG], 0, LONG);
    sum.root(nodes, vectors, shares, 0, new float[LONG], 0, LONG);
    assertArrayEquals(Fixtures.vectors(3, LONG, 1), vectors);
    assertArrayEquals(new float[] {0.25f, 0.25f, 0.5f, 0f, 1f}, shares);
    assertArrayEquals(Fixtures.vectors(1, 2 * LONG, 2)[0], message);
  }

  /** Buffers keep it for the next round. */
  @Test
  void oneObjectMakesManySums() {
    float[][] vectors = Fixtures.vectors(6, LENGTH, 1);
    PairwiseSum sum = new PairwiseSum(0, 6, 6);
    for (int absent = 0; absent < 6; absent++) {
      float[] shares = shares(new SplittableRandom(absent), 6, absent);
      float[] out = filled(LENGTH);
      sum.root(new Node[0], vectors, shares, 0, out, 0, LENGTH);
      assertArrayEquals(Fixtures.weightedSum(vectors, shares), out);
    }
  }

  @Test
  void saysWhichReplicaIsMissing() {
    float[] shares = {0.25f, 0.25f, 0.25f, 0.25f};
    Node[] nodes = {new Node(new Segment(1, 0), new float[1], 0)};
    PairwiseSum sum = new PairwiseSum(3, 1, 4);
    float[][] vectors = {{1f}};
    assertEquals(
        "expected a sum for replica 2, found none",
        messageOf(() -> sum.root(nodes, vectors, shares, 0, new float[1], 0, 1)));
    assertEquals(
        "expected a sum for replica 2, found none",
        messageOf(() -> sum.sum(new Segment(1, 1), vectors, shares, 0, new float[1], 0, 1)));
    assertEquals(
        "expected a sum for replica 0, found none",
        messageOf(() -> sum.root(new Node[0], vectors, shares, 0, new float[1], 0, 1)));
    PairwiseSum first = new PairwiseSum(0, 1, 4);
    assertEquals(
        "expected a sum for replica 1, found none",
        messageOf(() -> first.root(new Node[0], vectors, shares, 0, new float[1], 0, 1)));
  }

  private static String messageOf(Executable executable) {
    return assertThrows(IllegalArgumentException.class, executable).getMessage();
  }

  @Test
  void doesNotMissAnAbsentReplica() {
    Node[] nodes = {new Node(new Segment(1, 0), new float[] {9f, 5f}, 1)};
    float[] shares = {0.5f, 0.5f, 0f, 0f, 0f};
    float[] out = new float[1];
    new PairwiseSum(4, 1, 5).root(nodes, new float[1][0], shares, 0, out, 0, 1);
    assertArrayEquals(new float[] {5f}, out);
  }

  @Test
  void aTaskSendsTheLargestNodesOfItsReplicas() {
    assertEquals(List.of(new Segment(3, 0)), PairwiseSum.segments(0, 5, 5));
    assertEquals(
        List.of(new Segment(1, 0), new Segment(0, 2)),
        PairwiseSum.segments(0, 3, 5),
        "replicas 0 and 1, and 2");
    assertEquals(
        List.of(new Segment(0, 3), new Segment(2, 1)),
        PairwiseSum.segments(3, 5, 5),
        "replica 3, and all from 4 on");
    assertEquals(
        List.of(new Segment(0, 1), new Segment(1, 1), new Segment(0, 4)),
        PairwiseSum.segments(1, 5, 8));
    assertEquals(List.of(new Segment(0, 0)), PairwiseSum.segments(0, 1, 1));
  }

  @Test
  void segmentsOfATaskCoverItsReplicasOnceAndNoOthers() {
    for (int replicas = 1; replicas <= 17; replicas++) {
      for (int from = 0; from < replicas; from++) {
        for (int to = from + 1; to <= replicas; to++) {
          List<Integer> covered = new ArrayList<>();
          for (Segment segment : PairwiseSum.segments(from, to, replicas)) {
            for (int i = segment.start(); i < Math.min(segment.end(), replicas); i++) {
              covered.add(i);
            }
          }
          assertEquals(IntStream.range(from, to).boxed().toList(), covered);
        }
      }
    }
  }

  @Test
  void theRootIsAtTheLevelThatHasRoomForAllReplicas() {
    assertArrayEquals(
        new int[] {0, 1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5},
        IntStream.rangeClosed(1, 17).map(PairwiseSum::levels).toArray());
  }

  private static float[] filled(int length) {
    float[] values = new float[length];
    Arrays.fill(values, 42f);
    return values;
  }

  /** The whole sum, whichever of the tasks makes it. */
  private static void assertSums(
      float[] expected, float[][] vectors, float[] shares, int[] bounds) {
    for (int owner = 0; owner + 1 < bounds.length; owner++) {
      float[] found = root(vectors, shares, bounds, owner);
      assertArrayEquals(expected, found, owner + " of " + Arrays.toString(bounds));
    }
  }

  private static float[] root(float[][] vectors, float[] shares, int[] bounds, int owner) {
    int length = Arrays.stream(vectors).mapToInt(vector -> vector.length).max().orElseThrow();
    float[] out = filled(length);
    root(vectors, shares, bounds, owner, 0, length, 0, length, out);
    return out;
  }

  /**
   * Task t has replicas [bounds[t], bounds[t + 1]), and sends the owner of the slice [sliceFrom,
   * sliceTo) its nodes in one message. They arrive in reverse. The owner adds [from, to).
   */
  private static void root(
      float[][] vectors,
      float[] shares,
      int[] bounds,
      int owner,
      int sliceFrom,
      int sliceTo,
      int from,
      int to,
      float[] out) {
    int all = vectors.length;
    int slice = sliceTo - sliceFrom;
    List<Node> nodes = new ArrayList<>();
    for (int t = 0; t + 1 < bounds.length; t++) {
      if (t != owner) {
        PairwiseSum sum = new PairwiseSum(bounds[t], bounds[t + 1] - bounds[t], all);
        float[][] own = Arrays.copyOfRange(vectors, bounds[t], bounds[t + 1]);
        List<Segment> segments = PairwiseSum.segments(bounds[t], bounds[t + 1], all);
        float[] message = filled(segments.size() * slice + 2);
        int at = 1;
        for (Segment segment : segments) {
          if (isAbsent(segment, shares)) {
            // What is not read does not have to be there.
            nodes.add(new Node(segment, new float[0], 0));
          } else {
            sum.sum(segment, own, shares, sliceFrom, message, at, slice);
            nodes.add(new Node(segment, message, at));
          }
          at += slice;
        }
        assertEquals(42f, message[0]);
        assertEquals(42f, message[at]);
      }
    }
    Collections.reverse(nodes);
    new PairwiseSum(bounds[owner], bounds[owner + 1] - bounds[owner], all)
        .root(
            nodes.toArray(new Node[0]),
            Arrays.copyOfRange(vectors, bounds[owner], bounds[owner + 1]),
            shares,
            sliceFrom,
            out,
            from,
            to - from);
  }

  private static boolean isAbsent(Segment segment, float[] shares) {
    return IntStream.range(segment.start(), Math.min(segment.end(), shares.length))
        .allMatch(i -> shares[i] == 0f);
  }

  private static float[] shares(SplittableRandom random, int replicas, int absent) {
    double[] examples = random.doubles(replicas, 0.1, 1).toArray();
    for (int left = absent; left > 0; ) {
      int i = random.nextInt(replicas);
      left -= examples[i] == 0 ? 0 : 1;
      examples[i] = 0;
    }
    double total = Arrays.stream(examples).sum();
    float[] shares = new float[replicas];
    for (int i = 0; i < replicas; i++) {
      shares[i] = (float) (examples[i] / total);
    }
    return shares;
  }

  private static int[] even(int replicas, int tasks) {
    int count = Math.min(tasks, replicas);
    return IntStream.rangeClosed(0, count).map(t -> t * replicas / count).toArray();
  }

  /** All groupings of up to 8 replicas; of more, even ones and some by chance. */
  private static List<int[]> groupings(int replicas) {
    List<int[]> groupings = new ArrayList<>();
    if (replicas <= 8) {
      for (int cuts = 0; cuts < 1 << (replicas - 1); cuts++) {
        groupings.add(grouping(replicas, cuts));
      }
      return groupings;
    }
    for (int tasks = 1; tasks <= replicas; tasks++) {
      groupings.add(even(replicas, tasks));
    }
    SplittableRandom random = new SplittableRandom(replicas);
    for (int i = 0; i < 50; i++) {
      groupings.add(grouping(replicas, random.nextInt(1 << (replicas - 1))));
    }
    return groupings;
  }

  /** Bit i of the cuts: a task ends after replica i. */
  private static int[] grouping(int replicas, int cuts) {
    IntStream inner = IntStream.range(1, replicas).filter(i -> (cuts >> (i - 1) & 1) == 1);
    return IntStream.concat(IntStream.of(0), IntStream.concat(inner, IntStream.of(replicas)))
        .toArray();
  }
}
