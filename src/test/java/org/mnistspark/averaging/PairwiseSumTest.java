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
import org.mnistspark.averaging.PairwiseSum.Part;
import org.mnistspark.averaging.PairwiseSum.Segment;

class PairwiseSumTest {
  private static final int LENGTH = 7;

  /** Longer than two strips, and no multiple of one. */
  private static final int LONG = 9_001;

  @Test
  void everyGroupingOfReplicasIntoTasksGivesTheSameBits() {
    for (int replicas = 1; replicas <= 17; replicas++) {
      float[][] vectors = Fixtures.vectors(replicas, LENGTH, replicas);
      float[] shares = shares(new SplittableRandom(replicas), replicas, 0);
      float[] expected = Fixtures.weightedSum(vectors, shares);
      for (int[] bounds : groupings(replicas)) {
        assertArrayEquals(expected, root(vectors, shares, bounds), Arrays.toString(bounds));
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
        for (int[] bounds : List.of(even(replicas, 1), even(replicas, 2), even(replicas, 3))) {
          assertArrayEquals(expected, root(vectors, shares, bounds), Arrays.toString(bounds));
        }
        assertArrayEquals(expected, root(vectors, shares, even(replicas, replicas)));
      }
    }
  }

  @Test
  void isTheWeightedMeanWithinRounding() {
    for (int replicas = 1; replicas <= 17; replicas++) {
      float[][] vectors = Fixtures.vectors(replicas, LENGTH, replicas);
      float[] shares = shares(new SplittableRandom(replicas), replicas, replicas / 3);
      float[] sum = root(vectors, shares, even(replicas, 1));
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
    assertArrayEquals(vector, root(new float[][] {vector}, new float[] {1}, even(1, 1)));
    for (int alone = 0; alone < 5; alone++) {
      float[][] vectors = new float[5][0];
      vectors[alone] = vector;
      float[] shares = new float[5];
      shares[alone] = 1f;
      for (int tasks = 1; tasks <= 5; tasks++) {
        assertArrayEquals(vector, root(vectors, shares, even(5, tasks)));
      }
    }
  }

  @Test
  void sumsAnyRangeStripByStrip() {
    float[][] vectors = Fixtures.vectors(5, LONG, 1);
    float[] shares = shares(new SplittableRandom(1), 5, 0);
    float[] whole = Fixtures.weightedSum(vectors, shares);
    PairwiseSum sum = new PairwiseSum(0, 5);
    Segment root = new Segment(3, 0);
    for (int[] range : new int[][] {{0, LONG}, {0, 1}, {4095, 4097}, {17, 8_300}, {5, 5}}) {
      float[] out = new float[LONG];
      Arrays.fill(out, 42f);
      sum.sum(root, vectors, shares, out, range[0], range[1]);
      float[] expected = new float[LONG];
      Arrays.fill(expected, 42f);
      System.arraycopy(whole, range[0], expected, range[0], range[1] - range[0]);
      assertArrayEquals(expected, out);
    }
  }

  @Test
  void aNodeOfAbsentReplicasIsZero() {
    float[] out = new float[LONG];
    Arrays.fill(out, 42f);
    float[] shares = {0f, 0f, 1f};
    new PairwiseSum(0, 2).sum(new Segment(1, 0), new float[2][0], shares, out, 0, LONG);
    assertArrayEquals(new float[LONG], out);
  }

  @Test
  void leavesTheVectorsAlone() {
    float[][] vectors = Fixtures.vectors(6, LONG, 1);
    root(vectors, shares(new SplittableRandom(1), 6, 1), even(6, 2));
    assertArrayEquals(Fixtures.vectors(6, LONG, 1), vectors);
  }

  @Test
  void saysWhichReplicaIsMissing() {
    float[] shares = {0.25f, 0.25f, 0.25f, 0.25f};
    List<Part> parts = List.of(new Part(new Segment(1, 0), new float[1]));
    assertEquals(
        "expected a sum for replica 2, found none",
        assertThrows(IllegalArgumentException.class, () -> PairwiseSum.root(parts, shares))
            .getMessage());
  }

  @Test
  void doesNotMissAnAbsentReplica() {
    List<Part> parts = List.of(new Part(new Segment(1, 0), new float[] {5f}));
    assertArrayEquals(
        new float[] {5f}, PairwiseSum.root(parts, new float[] {0.5f, 0.5f, 0f, 0f, 0f}));
  }

  @Test
  void aTaskReturnsTheLargestNodesOfItsReplicas() {
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

  /** Task t has replicas [bounds[t], bounds[t + 1]); their parts arrive in reverse. */
  private static float[] root(float[][] vectors, float[] shares, int[] bounds) {
    List<Part> parts = new ArrayList<>();
    int length = Arrays.stream(vectors).mapToInt(vector -> vector.length).max().orElseThrow();
    for (int t = 0; t + 1 < bounds.length; t++) {
      int from = bounds[t];
      int to = bounds[t + 1];
      float[][] own = Arrays.copyOfRange(vectors, from, to);
      PairwiseSum sum = new PairwiseSum(from, to - from);
      for (Segment segment : PairwiseSum.segments(from, to, vectors.length)) {
        float[] out = new float[length];
        sum.sum(segment, own, shares, out, 0, length);
        parts.add(new Part(segment, out));
      }
    }
    Collections.reverse(parts);
    return PairwiseSum.root(parts, shares);
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
