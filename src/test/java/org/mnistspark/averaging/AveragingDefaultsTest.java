package org.mnistspark.averaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AveragingDefaultsTest {
  /** The table of docs/averaging.md. */
  @ParameterizedTest
  @CsvSource({
    "1,60000,128,64,0.5",
    "2,60000,128,128,0.5",
    "4,60000,128,32,0.7",
    "8,60000,64,8,0.8",
    "16,60000,32,2,0.9",
    "32,60000,16,2,0.9",
    "64,60000,8,1,0.9",
    "2,54000,128,128,0.5",
    "8,50000,64,8,0.8",
    "1,3000000,128,128,0.5",
    "2,3000000,128,128,0.5",
    "8,3000000,128,128,0.8",
    "16,3000000,128,32,0.8",
    "32,3000000,128,16,0.8",
    "64,3000000,64,8,0.8"
  })
  void dependOnWorkersAndExamples(
      int workers, long examples, int batchSize, int frequency, double momentum) {
    Averaging defaults = AveragingDefaults.forWorkers(workers, examples, 5, 1);
    assertEquals(batchSize, defaults.batchSize());
    assertEquals(frequency, defaults.averagingFrequency());
    assertEquals(OuterStep.of(momentum, true), defaults.outer());
  }

  @Test
  void existForAnyNumberOfWorkersAndExamples() {
    for (int workers = 1; workers <= 300; workers++) {
      for (long examples = 1; examples <= 1_000_000_000_000L; examples *= 10) {
        Averaging defaults = AveragingDefaults.forWorkers(workers, examples, 5, 1);
        assertTrue(defaults.batchSize() <= 128);
        assertTrue(defaults.batchSize() * defaults.averagingFrequency() <= 16_384);
        double factor = defaults.learningRateFactor(workers, examples);
        assertTrue(factor >= 1 && factor <= 6, workers + " workers: " + factor);
      }
    }
  }

  @Test
  void fewerStepsAreLongerOnes() {
    assertEquals(2.92, factor(1, 60_000), 0.01);
    assertEquals(4.12, factor(2, 60_000), 0.01);
    assertEquals(1, factor(2, 3_000_000), 0.01);
    assertEquals(2.34, factor(32, 3_000_000), 0.01);
  }

  private static double factor(int workers, long examples) {
    return AveragingDefaults.forWorkers(workers, examples, 5, 1)
        .learningRateFactor(workers, examples);
  }
}
