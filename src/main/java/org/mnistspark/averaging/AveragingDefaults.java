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

  /** For so many workers, at least 1. */
  public static AveragingDefaults forWorkers(int workers) {
    if (workers == 1) {
      return new AveragingDefaults(128, 16, OuterStep.MEAN, LearningRateScaling.NONE);
    }
    if (workers <= 4) {
      return new AveragingDefaults(128, 16, OuterStep.of(0.5, false), LearningRateScaling.LINEAR);
    }
    if (workers <= 8) {
      return new AveragingDefaults(64, 8, OuterStep.of(0.7, true), LearningRateScaling.SQRT);
    }
    if (workers <= 16) {
      return new AveragingDefaults(32, 8, OuterStep.of(0.7, true), LearningRateScaling.SQRT);
    }
    return new AveragingDefaults(32, 4, OuterStep.of(0.8, true), LearningRateScaling.SQRT);
  }
}
