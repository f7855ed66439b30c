package org.mnistspark.ml;

import java.util.OptionalDouble;
import org.mnistspark.run.record.EpochHistory;

/**
 * What an epoch showed. Training figures are those of every minibatch before its update, as Keras
 * reports them.
 *
 * @param epoch from 1
 * @param loss weighted mean cross-entropy of the training set, in nats
 * @param accuracy share of its examples that were classified right
 * @param validationLoss the same of the validation rows, after the epoch; empty without any
 * @param validationAccuracy the same of the validation rows
 * @param seconds of training
 * @param examplesPerSecond trained by all workers
 */
public record EpochSummary(
    int epoch,
    double loss,
    double accuracy,
    OptionalDouble validationLoss,
    OptionalDouble validationAccuracy,
    double seconds,
    double examplesPerSecond) {

  /** As a checkpoint has it: 0 in the place of validation figures that there are not. */
  EpochHistory toHistory() {
    return new EpochHistory(
        epoch,
        loss,
        accuracy,
        validationLoss.orElse(0),
        validationAccuracy.orElse(0),
        seconds,
        examplesPerSecond);
  }

  /**
   * What a checkpoint has.
   *
   * @param validated whether there are validation rows
   */
  static EpochSummary of(EpochHistory epoch, boolean validated) {
    return new EpochSummary(
        epoch.epoch(),
        epoch.trainLoss(),
        epoch.trainAccuracy(),
        validated ? OptionalDouble.of(epoch.evalLoss()) : OptionalDouble.empty(),
        validated ? OptionalDouble.of(epoch.evalAccuracy()) : OptionalDouble.empty(),
        epoch.seconds(),
        epoch.imagesPerSecond());
  }
}
