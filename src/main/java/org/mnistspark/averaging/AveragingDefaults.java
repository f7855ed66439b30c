package org.mnistspark.averaging;

/** How replicas are averaged where the user leaves it open. */
public final class AveragingDefaults {
  private AveragingDefaults() {}

  /**
   * What keeps the accuracy of one worker at this many workers, at least 1; chosen on a validation
   * split of MNIST's training set, see docs/averaging.md. With more workers a replica takes smaller
   * minibatches and is averaged sooner, so that an epoch has about as many rounds as with few, and
   * the momentum carries further. The rate grows with the examples that all workers together take
   * at a time, by 2 to 4 times.
   */
  public static Averaging forWorkers(int workers, int plannedEpochs, long seed) {
    if (workers <= 4) {
      return nesterov(128, 16, 0.7, plannedEpochs, seed);
    }
    if (workers <= 8) {
      return nesterov(64, 8, 0.8, plannedEpochs, seed);
    }
    if (workers <= 16) {
      return nesterov(32, 4, 0.9, plannedEpochs, seed);
    }
    return nesterov(16, 2, 0.9, plannedEpochs, seed);
  }

  /**
   * Plain averaging, as DL4J's own training master has it. That one passes over the whole training
   * set for every averaging, so that small frequencies cost time, while accuracy hardly depends on
   * them.
   */
  public static Averaging plain(int plannedEpochs, long seed) {
    return new Averaging(
        128,
        64,
        OuterStep.MEAN,
        new LearningRates(
            LearningRateScaling.NONE, LearningRateSchedule.CONSTANT, plannedEpochs, 0),
        seed);
  }

  private static Averaging nesterov(
      int batchSize, int averagingFrequency, double momentum, int plannedEpochs, long seed) {
    return new Averaging(
        batchSize,
        averagingFrequency,
        OuterStep.of(momentum, true),
        new LearningRates(
            LearningRateScaling.LINEAR, LearningRateSchedule.LINEAR, plannedEpochs, 0),
        seed);
  }
}
