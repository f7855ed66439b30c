package org.mnistspark.averaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
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

  private static OuterStep outer(OuterStep.Kind kind) {
    return new OuterStep(kind, kind == OuterStep.Kind.MEAN ? 0 : 0.6);
  }

  /** As after some rounds: with a momentum, where there is one. */
  private static ModelState start(TrainingPlan plan) {
    ModelState plain = Fixtures.state(Fixtures.RMS_PROP);
    float[] momentum = Fixtures.vectors(1, plan.momentumLength(), 5)[0];
    return new ModelState(plain.weights(), plain.updater(), momentum, plain.iteration());
  }

  private static double[] rates(int count) {
    return Collections.nCopies(count, 0.02).stream().mapToDouble(rate -> rate).toArray();
  }

  private static Outcome train(
      TrainingPlan plan, ModelState state, int tasks, Progress done, int to) {
    double[] rates = rates(plan.steps(done.rounds(), to));
    List<SliceResult> slices =
        MemoryExchange.train(plan, state, tasks, done, to, rates, 2, RoundObserver.NONE);
    return Outcome.of(plan, state, done, slices);
  }

  private static Outcome train(TrainingPlan plan, ModelState state, int tasks) {
    return train(plan, state, tasks, Progress.begin(1), plan.rounds());
  }

  /** Every task takes it for its slice, and has the momentum of that slice alone. */
  @ParameterizedTest
  @EnumSource(OuterStep.Kind.class)
  void theBitsDoNotDependOnWhoTakesIt(OuterStep.Kind kind) {
    OuterStep outer = outer(kind);
    TrainingPlan plan = plan(outer);

    Outcome alone = train(plan, start(plan), 1);
    assertEquals(4, alone.progress().rounds());
    for (int tasks = 1; tasks <= 4; tasks++) {
      Outcome together = train(plan, start(plan), tasks);
      assertSameBits(alone, together);
      Outcome apart = new Outcome(start(plan), Progress.begin(1), 0);
      for (int round = 0; round < plan.rounds(); round++) {
        apart = train(plan, apart.state(), tasks, apart.progress(), round + 1);
      }
      assertSameBits(alone, apart);
    }

    int momentum = outer.hasMomentum() ? alone.state().weights().length : 0;
    assertEquals(momentum, alone.state().momentum().length);
  }

  /** Rounds of plain averaging, with the step after each, over all weights at once. */
  @ParameterizedTest
  @EnumSource(OuterStep.Kind.class)
  void isTakenOnTheMeanOfEveryRound(OuterStep.Kind kind) {
    OuterStep outer = outer(kind);
    TrainingPlan plan = plan(outer);
    TrainingPlan plain = plan(OuterStep.MEAN);
    float[] momentum = start(plan).momentum().clone();
    ModelState state = start(plain);
    for (int round = 0; round < plan.rounds(); round++) {
      ModelState mean = train(plain, state, 1, Fixtures.after(plain, round), round + 1).state();
      float[] weights = mean.weights().clone();
      outer.apply(state.weights(), weights, momentum, 0, weights.length);
      state = new ModelState(weights, mean.updater(), new float[0], mean.iteration());
    }

    for (int tasks = 1; tasks <= 4; tasks++) {
      ModelState found = train(plan, start(plan), tasks).state();
      assertArrayEquals(state.weights(), found.weights());
      assertArrayEquals(state.updater(), found.updater());
      assertArrayEquals(momentum, found.momentum());
      assertEquals(state.iteration(), found.iteration());
    }
  }

  /** As in a state that plain averaging has left. */
  @ParameterizedTest
  @EnumSource(OuterStep.Kind.class)
  void aMomentumOfNoLengthIsOneOfZeros(OuterStep.Kind kind) {
    TrainingPlan plan = plan(outer(kind));
    ModelState none = Fixtures.state(Fixtures.RMS_PROP);
    ModelState zeros =
        new ModelState(none.weights(), none.updater(), new float[plan.momentumLength()], 0);
    Outcome expected = train(plan, zeros, 1);

    for (int tasks = 1; tasks <= 4; tasks++) {
      assertSameBits(expected, train(plan, none, tasks));
    }
  }

  @Test
  void leavesTheGivenMomentumAlone() {
    TrainingPlan plan = plan(OuterStep.of(0.6, true));
    ModelState state = start(plan);

    train(plan, state, 1);
    train(plan, state, 3);

    GroupTrainingTest.assertSameBits(start(plan), state);
  }

  @Test
  void momentumChangesTheResult() {
    TrainingPlan mean = plan(OuterStep.MEAN);
    TrainingPlan momentum = plan(OuterStep.of(0.6, false));

    float[] plain = train(mean, start(mean), 1).state().weights();
    float[] carried = train(momentum, start(momentum), 1).state().weights();

    assertFalse(Arrays.equals(plain, carried));
  }

  private static void assertSameBits(Outcome expected, Outcome found) {
    GroupTrainingTest.assertSameBits(expected.state(), found.state());
    assertEquals(expected.progress(), found.progress());
  }
}
