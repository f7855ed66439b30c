package org.mnistspark.run.record;

/**
 * One epoch of a run. All values are finite: a run that diverges fails before it has a history.
 *
 * @param epoch counted from 1
 * @param trainLoss mean over the epoch's minibatches, while the weights changed
 * @param trainAccuracy accuracy of the same, in [0,1]
 * @param evalLoss on the held-out examples after the epoch
 * @param evalAccuracy accuracy of the same, in [0,1]
 * @param seconds training time of the epoch, without its evaluation
 * @param imagesPerSecond training examples per second of it
 */
public record EpochHistory(
    int epoch,
    double trainLoss,
    double trainAccuracy,
    double evalLoss,
    double evalAccuracy,
    double seconds,
    double imagesPerSecond) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is NaN or infinite, or the epoch is below 1
   */
  public EpochHistory {
    if (epoch < 1) {
      throw new IllegalArgumentException("expected an epoch from 1, found " + epoch);
    }
    Finite.check("train_loss", trainLoss);
    Finite.check("train_accuracy", trainAccuracy);
    Finite.check("eval_loss", evalLoss);
    Finite.check("eval_accuracy", evalAccuracy);
    Finite.check("seconds", seconds);
    Finite.check("images_per_second", imagesPerSecond);
  }
}
