package org.mnistspark.averaging;

/**
 * How the learning rate changes with the workers and over time: a factor on the network's own.
 *
 * @param scaling by the number of workers
 * @param schedule over the planned epochs
 * @param plannedEpochs length of the training, at least 1
 * @param warmupRounds first rounds over which the rate rises to its height
 */
public record LearningRates(
    LearningRateScaling scaling,
    LearningRateSchedule schedule,
    int plannedEpochs,
    int warmupRounds) {
  /** The network's own rate, whatever the workers and the time. */
  public static final LearningRates OWN =
      new LearningRates(LearningRateScaling.NONE, LearningRateSchedule.CONSTANT, 1, 0);

  /** Checks the numbers. */
  public LearningRates {
    if (plannedEpochs < 1) {
      throw new IllegalArgumentException(
          "planned epochs: expected at least 1, found " + plannedEpochs);
    }
    if (warmupRounds < 0) {
      throw new IllegalArgumentException(
          "warm-up rounds: expected 0 or more, found " + warmupRounds);
    }
  }
}
