package org.mnistspark.averaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class LearningRatesTest {
  @ParameterizedTest
  @CsvSource({
    "NONE,16,128,1",
    "SQRT,16,128,4",
    "LINEAR,16,128,16",
    "LINEAR,16,32,4",
    "SQRT,1,128,1",
    "LINEAR,1,128,1"
  })
  void scaleByTheExamplesOfAllWorkers(
      LearningRateScaling scaling, int workers, int batchSize, double factor) {
    assertEquals(factor, scaling.factor(workers, batchSize));
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

  @Test
  void defaultsExistForAnyNumberOfWorkers() {
    for (int workers = 1; workers <= 64; workers++) {
      Averaging defaults = AveragingDefaults.forWorkers(workers, 5, 1);
      assertTrue(defaults.outer().hasMomentum());
      double factor = defaults.learningRates().scaling().factor(workers, defaults.batchSize());
      assertTrue(factor >= 1 && factor <= 8, workers + " workers: " + factor);
      assertTrue(defaults.batchSize() <= 128);
    }
  }
}
