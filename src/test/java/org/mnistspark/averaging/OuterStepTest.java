package org.mnistspark.averaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class OuterStepTest {
  private static final float[] BEFORE = {1f, 2f};
  private static final float[] MEAN = {1.5f, 1f};
  private static final float[] MOMENTUM = {0.25f, -2f};

  private static float[][] apply(OuterStep outer) {
    float[] weights = MEAN.clone();
    float[] momentum = MOMENTUM.clone();
    outer.apply(BEFORE, weights, momentum, 0, 2);
    return new float[][] {weights, momentum};
  }

  @Test
  void theMeanIsTheMean() {
    assertArrayEquals(new float[][] {MEAN, MOMENTUM}, apply(OuterStep.MEAN));
    assertEquals(OuterStep.MEAN, OuterStep.of(0, true));
  }

  /** By hand: m = 0.5 m + (mean - before), w = before + m. */
  @Test
  void momentumCarriesOn() {
    float[][] expected = {{1f + 0.625f, 2f - 2f}, {0.625f, -2f}};

    assertArrayEquals(expected, apply(OuterStep.of(0.5, false)));
  }

  /** By hand: m as above, w = mean + 0.5 m. */
  @Test
  void nesterovLooksAhead() {
    float[][] expected = {{1.5f + 0.3125f, 1f - 1f}, {0.625f, -2f}};

    assertArrayEquals(expected, apply(OuterStep.of(0.5, true)));
  }

  @Test
  void rejectsMomentumThatIsNone() {
    for (double momentum : new double[] {-0.1, 1, Double.NaN}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> OuterStep.of(momentum, false))
              .getMessage();
      assertEquals(
          "outer momentum: expected a number from 0 to below 1, found " + momentum, message);
    }
  }

  private static TrainingPlan plan(OuterStep outer) {
    return new TrainingPlan(
        Fixtures.TOPOLOGY, Fixtures.RMS_PROP, 0, 4, 2, outer, 42, List.of(30, 17, 20, 25));
  }

  private static ModelState start(TrainingPlan plan) {
    ModelState plain = Fixtures.state(Fixtures.RMS_PROP);
    return new ModelState(
        plain.weights(), plain.updater(), new float[plan.momentumLength()], plain.iteration());
  }

  private static double[] rates(int count) {
    return Collections.nCopies(count, 0.02).stream().mapToDouble(rate -> rate).toArray();
  }

  /** One task takes the outer step itself; several leave it to the driver. */
  @ParameterizedTest
  @EnumSource(OuterStep.Kind.class)
  void theBitsDoNotDependOnWhoTakesIt(OuterStep.Kind kind) {
    OuterStep outer = new OuterStep(kind, kind == OuterStep.Kind.MEAN ? 0 : 0.6);
    TrainingPlan plan = plan(outer);
    List<Shard> shards = Fixtures.shards(plan);

    RoundsResult whole =
        GroupTraining.run(
            plan, start(plan), shards, 0, 0, plan.rounds(), rates(8), 2, RoundObserver.NONE);
    ModelState together =
        RoundsResult.combine(
                plan, start(plan), Progress.begin(1), List.of(whole), plan.rounds(), "all")
            .state();
    ModelState apart = start(plan);
    for (int round = 0; round < plan.rounds(); round++) {
      List<RoundsResult> results = new ArrayList<>();
      for (int[] group : new int[][] {{0, 1}, {1, 4}}) {
        results.add(
            GroupTraining.run(
                plan,
                apart,
                shards.subList(group[0], group[1]),
                0,
                round,
                round + 1,
                rates(2),
                1,
                RoundObserver.NONE));
      }
      apart =
          RoundsResult.combine(plan, apart, Fixtures.after(plan, round), results, round + 1, "one")
              .state();
    }

    assertArrayEquals(together.weights(), apart.weights());
    assertArrayEquals(together.updater(), apart.updater());
    assertArrayEquals(together.momentum(), apart.momentum());
    assertEquals(outer.hasMomentum() ? together.weights().length : 0, together.momentum().length);
  }

  @Test
  void momentumChangesTheResult() {
    TrainingPlan mean = plan(OuterStep.MEAN);
    TrainingPlan momentum = plan(OuterStep.of(0.6, false));
    List<Shard> shards = Fixtures.shards(mean);

    RoundsResult plain =
        GroupTraining.run(mean, start(mean), shards, 0, 0, 2, rates(4), 1, RoundObserver.NONE);
    RoundsResult carried =
        GroupTraining.run(
            momentum, start(momentum), shards, 0, 0, 2, rates(4), 1, RoundObserver.NONE);

    assertFalse(java.util.Arrays.equals(plain.weights[0], carried.weights[0]));
  }
}
