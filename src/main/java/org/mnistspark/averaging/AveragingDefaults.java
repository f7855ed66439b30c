package org.mnistspark.averaging;

/**
 * What keeps the accuracy of one worker at a number of workers; chosen on a validation split of
 * MNIST's training set, see docs/averaging.md.
 *
 * @param batchSize examples per minibatch of a replica
 * @param averagingFrequency minibatches per replica between averagings
 * @param outer step that follows the mean
 * @param scaling of the learning rate
 */
public record AveragingDefaults(
    int batchSize, int averagingFrequency, OuterStep outer, LearningRateScaling scaling) {

  /**
   * For so many workers, at least 1. With more workers a replica takes smaller minibatches and is
   * averaged sooner, so that an epoch has about as many rounds as with few, and the momentum
   * carries further. The rate grows with the examples that all workers together take at a time, by
   * 2 to 4 times.
   */
  public static AveragingDefaults forWorkers(int workers) {
    if (workers <= 4) {
      return nesterov(128, 16, 0.7);
    }
    if (workers <= 8) {
      return nesterov(64, 8, 0.8);
    }
    if (workers <= 16) {
      return nesterov(32, 4, 0.9);
    }
    return nesterov(16, 2, 0.9);
  }

  private static AveragingDefaults nesterov(
      int batchSize, int averagingFrequency, double momentum) {
    return new AveragingDefaults(
        batchSize, averagingFrequency, OuterStep.of(momentum, true), LearningRateScaling.LINEAR);
  }
}
