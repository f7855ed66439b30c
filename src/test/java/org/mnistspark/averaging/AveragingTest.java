package org.mnistspark.averaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AveragingTest {
  /** Eight minibatches of the first replica in rounds of three. */
  private static final TrainingPlan PLAN = Fixtures.plan(Fixtures.RMS_PROP, 30, 17, 5, 4);

  private static Averaging averaging(LearningRates rates) {
    return new Averaging(4, 3, OuterStep.MEAN, rates, 42);
  }

  @Test
  void theNetworksOwnRateIsThatOfItsIteration() {
    assertArrayEquals(
        new double[] {13, 14, 15, 16, 17},
        averaging(LearningRates.OWN).learningRates(PLAN, 13, 1, 3, iteration -> iteration));
  }

  @Test
  void scalingScheduleAndWarmUpAreFactorsOfIt() {
    LearningRates rates =
        new LearningRates(LearningRateScaling.LINEAR, LearningRateSchedule.LINEAR, 2, 1);

    double[] found = averaging(rates).learningRates(PLAN, 0, 0, 3, iteration -> 0.5);

    double scale = LearningRateScaling.LINEAR.factor(4, 4, 16);
    for (int i = 0; i < 8; i++) {
      double expected = scale * WarmUp.factor(i, 3) * (1 - i / 16.0) * 0.5;
      assertEquals(expected, found[i], 1e-15);
    }
    assertEquals(8, found.length);
  }

  @ParameterizedTest
  @CsvSource({
    "0,1,1,0,'batch size: expected at least 1, found 0'",
    "1,-2,1,0,'averaging frequency: expected at least 1, found -2'",
    "1,1,0,0,'planned epochs: expected at least 1, found 0'",
    "1,1,1,-1,'warm-up rounds: expected 0 or more, found -1'"
  })
  void wrongNumbersAreRefused(
      int batchSize, int frequency, int epochs, int warmup, String message) {
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new Averaging(
                        batchSize,
                        frequency,
                        OuterStep.MEAN,
                        new LearningRates(
                            LearningRateScaling.NONE,
                            LearningRateSchedule.CONSTANT,
                            epochs,
                            warmup),
                        1))
            .getMessage());
  }
}
