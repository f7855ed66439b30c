package org.mnistspark.averaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mnistspark.averaging.PairwiseSum.Segment;
import org.mnistspark.averaging.RoundsResult.Outcome;

class RoundsResultTest {
  /** Rounds of 12 and 12, 12 and 5, 6 and 0 examples. */
  private static final TrainingPlan PLAN = Fixtures.plan(Fixtures.RMS_PROP, 30, 17);

  private static final int PARAMETERS = Fixtures.TOPOLOGY.parameters();
  private static final ModelState BEFORE =
      new ModelState(new float[PARAMETERS], new float[PARAMETERS], new float[0], 40);

  /** Rounds [from, to) of an epoch that showed nothing before. */
  private static Outcome combine(List<RoundsResult> results, int from, int to) {
    return RoundsResult.combine(PLAN, BEFORE, after(from), results, to, "a test");
  }

  private static Progress after(int rounds) {
    return PLAN.counted(new Progress(1, rounds, 0, 0, 0, 0, 0));
  }

  @Test
  void addsToWhatTheEpochHasShown() {
    Progress before = new Progress(3, 1, 3, 8, 24, 6.5, 20);
    List<RoundsResult> results = List.of(result(1, 0.75f, 3, 5), result(0, 0.5f, 2, 7));

    Progress progress =
        RoundsResult.combine(PLAN, BEFORE, before, results, 2, "round 2").progress();

    assertEquals(new Progress(3, 2, 6, 8, 24 + 17, 11.5, 32), progress);
    assertEquals(11.5 / 41, progress.loss());
    assertEquals(32 / 41.0, progress.accuracy());
  }

  /** The sums before the rounds do not hide that these have diverged, nor show it for them. */
  @Test
  void theLossOfTheseRoundsDecides() {
    List<RoundsResult> results = List.of(result(1, 0.75f, Double.NaN, 5), result(0, 0.5f, 2, 7));

    assertEquals(
        "training diverged in round 2: expected finite values, found NaN as loss; use a lower learning rate",
        assertThrows(
                ArithmeticException.class,
                () -> RoundsResult.combine(PLAN, BEFORE, after(1), results, 2, "round 2"))
            .getMessage());
  }

  @Test
  void addsWhatTheReplicasReturn() {
    List<RoundsResult> results = List.of(result(1, 0.75f, 3, 5), result(0, 0.5f, 2, 7));
    Outcome outcome = combine(results, 1, 2);
    float[] expected = new float[PARAMETERS];
    Arrays.fill(expected, 1.25f); // the replicas' shares are in their sums already
    assertArrayEquals(expected, outcome.state().weights());
    Arrays.fill(expected, 12.5f);
    assertArrayEquals(expected, outcome.state().updater());
    assertEquals(43, outcome.state().iteration());
    assertEquals(5, outcome.progress().lossSum());
    assertEquals(12, outcome.progress().correct());
    assertEquals(17, outcome.progress().examples());
  }

  @Test
  void countsTheMinibatchesOfAnEpochsEnd() {
    List<RoundsResult> results = List.of(result(0, 1, 1, 1), result(1, 0, 0, 0));
    assertEquals(42, combine(results, 2, 3).state().iteration());
  }

  @Test
  void addsLossesInTheOrderOfWorkers() {
    double[] losses = {1e16, 1, -1e16, 1, 3, 1e-3, 7};
    TrainingPlan plan = Fixtures.plan(Fixtures.RMS_PROP, 4, 4, 4, 4, 4, 4, 4);
    double expected = 0;
    for (double loss : losses) {
      expected += loss;
    }
    for (int rotation = 0; rotation < losses.length; rotation++) {
      List<RoundsResult> results = new ArrayList<>();
      for (int i = 0; i < losses.length; i++) {
        results.add(result(i, 1, losses[i], 1));
      }
      Collections.rotate(results, rotation);
      Outcome outcome =
          RoundsResult.combine(plan, BEFORE, Progress.begin(1), results, 1, "round 1");
      assertEquals(expected, outcome.progress().lossSum());
      assertEquals(7, outcome.progress().correct());
      assertEquals(28, outcome.progress().examples());
      float[] weights = new float[PARAMETERS];
      Arrays.fill(weights, 7);
      assertArrayEquals(weights, outcome.state().weights());
    }
  }

  @Test
  void addsSeveralRoundsOfOneTask() {
    RoundsResult result = new RoundsResult(0, 2, 3, List.of(new Segment(1, 0)));
    result.weights[0] = new float[PARAMETERS];
    result.updater[0] = new float[PARAMETERS];
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 2; i++) {
        result.lossSums[round][i] = round + 10 * i;
        result.correct[round][i] = round + i;
      }
    }
    Outcome outcome = combine(List.of(result), 0, 3);
    assertEquals(36, outcome.progress().lossSum());
    assertEquals(9, outcome.progress().correct());
    assertEquals(47, outcome.progress().examples());
    assertEquals(48, outcome.state().iteration());
  }

  @Test
  void namesTheRoundsThatDiverged() {
    for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      RoundsResult infinite = result(0, 1, 1, 1);
      infinite.weights[0][8] = wrong;
      assertEquals(
          "training diverged in epoch 2, rounds 5 to 9: expected finite values, found "
              + wrong
              + " as layer 0 weight [2, 1]; use a lower learning rate",
          messageFor(infinite));
    }
    assertEquals(
        "training diverged in epoch 2, rounds 5 to 9: expected finite values, found NaN as loss; use a lower learning rate",
        messageFor(result(0, 1, Double.NaN, 1)));
  }

  private static String messageFor(RoundsResult first) {
    List<RoundsResult> results = List.of(first, result(1, 1, 1, 1));
    return assertThrows(
            ArithmeticException.class,
            () ->
                RoundsResult.combine(
                    PLAN, BEFORE, Progress.begin(2), results, 1, "epoch 2, rounds 5 to 9"))
        .getMessage();
  }

  @Test
  void saysWhenATasksResultIsMissing() {
    assertEquals(
        "expected a sum for replica 1, found none",
        assertThrows(
                IllegalArgumentException.class, () -> combine(List.of(result(0, 1, 1, 1)), 0, 1))
            .getMessage());
  }

  /** One replica's round: its weights all alike, its updater state ten times those. */
  private static RoundsResult result(int replica, float weight, double lossSum, int correct) {
    RoundsResult result = new RoundsResult(replica, 1, 1, List.of(new Segment(0, replica)));
    result.weights[0] = new float[PARAMETERS];
    result.updater[0] = new float[PARAMETERS];
    Arrays.fill(result.weights[0], weight);
    Arrays.fill(result.updater[0], 10 * weight);
    result.lossSums[0][0] = lossSum;
    result.correct[0][0] = correct;
    return result;
  }
}
