package org.mnistspark.averaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class LearningRatesTest {
  @ParameterizedTest
  @CsvSource({
    "NONE,16,128,10,1",
    "SQRT,16,128,10,4",
    "LINEAR,16,128,10,16",
    "LINEAR,16,32,10,4",
    "SQRT,1,128,10,1",
    "LINEAR,1,128,10,1",
    "STEPS,1,128,5000,2",
    "STEPS,16,32,5000,2",
    "STEPS,2,128,30000,1",
    "STEPS,2,128,1,6"
  })
  void scaleByTheExamplesOfAllWorkersOrByTheSteps(
      LearningRateScaling scaling, int workers, int batchSize, double steps, double factor) {
    assertEquals(factor, scaling.factor(workers, batchSize, steps));
  }

  @ParameterizedTest
  @CsvSource({
    "CONSTANT,0.9,1",
    "STEP,0.3,1",
    "STEP,0.34,0.33333333333",
    "STEP,0.7,0.11111111111",
    "EXPONENTIAL,0.5,0.1",
    "EXPONENTIAL,1,0.01",
    "LINEAR,0.25,0.75",
    "LINEAR,1.5,0",
    "COSINE,0.5,0.5",
    "COSINE,2,0"
  })
  void followAScheduleOverTime(LearningRateSchedule schedule, double progress, double factor) {
    assertEquals(factor, schedule.factor(progress), 1e-9);
  }

  @ParameterizedTest
  @EnumSource(LearningRateSchedule.class)
  void startAtTheRateAndNeverRise(LearningRateSchedule schedule) {
    assertEquals(1, schedule.factor(0));
    for (double progress = 0; progress < 1; progress += 0.01) {
      assertTrue(schedule.factor(progress + 0.01) <= schedule.factor(progress));
    }
  }
}
