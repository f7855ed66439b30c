package org.mnistspark.averaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingPlanTest {
  /** Minibatches of 4, 3 a round: 12 examples a round. */
  private static TrainingPlan plan(Integer... shardSizes) {
    return Fixtures.plan(Fixtures.RMS_PROP, shardSizes);
  }

  private static TrainingPlan cut(int batchSize, int averagingFrequency, Integer... shardSizes) {
    return new TrainingPlan(
        Fixtures.TOPOLOGY,
        Fixtures.RMS_PROP,
        0,
        batchSize,
        averagingFrequency,
        OuterStep.MEAN,
        42,
        List.of(shardSizes));
  }

  @Test
  void anEpochEndsWithTheLargestShard() {
    assertEquals(1, plan(12, 3).rounds());
    assertEquals(2, plan(3, 13).rounds());
    assertEquals(3, plan(36, 36).rounds());
    assertEquals(4, plan(37, 36).rounds());
  }

  @Test
  void anEpochOfNothingHasNoRounds() {
    assertEquals(0, plan(0, 0).rounds());
    assertEquals(0, plan().rounds());
  }

  @Test
  void countsTheMinibatchesOfRounds() {
    TrainingPlan plan = plan(30, 10); // minibatches of 4, 4, 4; 4, 4, 4; 4, 2
    assertEquals(3, plan.rounds());
    assertEquals(8, plan.longestEpoch());
    assertEquals(3, plan.steps(0, 1));
    assertEquals(6, plan.steps(0, 2));
    assertEquals(2, plan.steps(2, 3));
    assertEquals(8, plan.steps(0, 3));
  }

  @Test
  void aReplicaGoesThroughItsShardRoundByRound() {
    TrainingPlan plan = plan(30, 10, 0);
    assertEquals(List.of(0, 12, 24, 30), begins(plan, 0));
    assertEquals(List.of(0, 10, 10, 10), begins(plan, 1));
    assertEquals(List.of(0, 0, 0, 0), begins(plan, 2));
    assertEquals(6, plan.examples(0, 2));
    assertEquals(10, plan.examples(1, 0));
    assertEquals(0, plan.examples(1, 1));
  }

  private static List<Integer> begins(TrainingPlan plan, int replica) {
    List<Integer> begins = new ArrayList<>();
    for (int round = 0; round <= plan.rounds(); round++) {
      begins.add(plan.begin(replica, round));
    }
    return begins;
  }

  @Test
  void aShareIsThePartOfTheRoundsExamples() {
    TrainingPlan plan = plan(30, 18, 0, 2);
    assertArrayEquals(new float[] {12 / 26f, 12 / 26f, 0, 2 / 26f}, plan.shares(0));
    assertArrayEquals(new float[] {12 / 18f, 6 / 18f, 0, 0}, plan.shares(1));
    assertArrayEquals(new float[] {1, 0, 0, 0}, plan.shares(2));
  }

  @Test
  void sharesSumToOneWithinRounding() {
    for (int replicas = 1; replicas <= 40; replicas++) {
      Integer[] sizes = new Integer[replicas];
      for (int i = 0; i < replicas; i++) {
        sizes[i] = 1 + 7 * i % 29;
      }
      TrainingPlan plan = plan(sizes);
      for (int round = 0; round < plan.rounds(); round++) {
        double sum = 0;
        for (float share : plan.shares(round)) {
          sum += share;
        }
        assertEquals(1, sum, 1e-7);
      }
    }
  }

  @Test
  void oneReplicaHasAShareOfExactlyOne() {
    assertArrayEquals(new float[] {1f}, plan(13).shares(1));
  }

  @Test
  void averagesOncePerEpochWhenThereIsNoSoLargeAFrequency() {
    TrainingPlan plan = cut(128, Integer.MAX_VALUE, 60_000, 500);
    assertEquals(1, plan.rounds());
    assertEquals(469, plan.steps(0, 1));
    assertEquals(60_000, plan.examples(0, 0));
    assertEquals(500, plan.examples(1, 0));
  }

  @Test
  void takesTheLargestNumbers() {
    int most = Integer.MAX_VALUE;
    assertEquals(1, cut(most, most, most).steps(0, 1));
    assertEquals(most, cut(most, most, most).examples(0, 0));
    assertEquals(most, cut(1, 1, most).rounds());
    assertEquals(most, cut(1, most - 1, most).steps(0, 2));
    assertArrayEquals(new float[] {0.5f, 0.5f}, cut(most, 1, most, most).shares(0));
  }

  @Test
  void rejectsARoundThatTheEpochDoesNotHave() {
    TrainingPlan plan = plan(30, 10);
    for (int round : new int[] {-1, 3}) {
      assertEquals(
          "expected a round from 0 up to, but not, 3, found " + round,
          assertThrows(IllegalArgumentException.class, () -> plan.shares(round)).getMessage());
    }
  }

  @Test
  void rejectsNumbersThatArePointless() {
    assertEquals(
        "batch size: expected at least 1, found 0",
        assertThrows(IllegalArgumentException.class, () -> cut(0, 1, 5)).getMessage());
    assertEquals(
        "averaging frequency: expected at least 1, found -1",
        assertThrows(IllegalArgumentException.class, () -> cut(1, -1, 5)).getMessage());
    assertEquals(
        "examples of a worker: expected at least 0, found -5",
        assertThrows(IllegalArgumentException.class, () -> plan(5, -5)).getMessage());
  }
}
