package org.mnistspark.run.record;

import java.util.Optional;
import org.mnistspark.evaluation.Metrics;

/**
 * What a finished training run has reached.
 *
 * @param runId name of the run
 * @param dataset {@code mnist}, {@code synthetic-digits} or {@code custom}
 * @param test metrics on the test set
 * @param validation on held-out training examples, where there are any
 * @param trainAccuracy over the last epoch, in [0,1]
 * @param trainLoss mean cross-entropy of the same, in nats
 * @param trainSeconds wall-clock time of training
 * @param imagesPerSecond training examples per second of it
 * @param rounds averagings
 * @param workers replicas
 * @param epochs epochs trained
 */
public record TrainingSummary(
    String runId,
    String dataset,
    Metrics test,
    Optional<Validation> validation,
    double trainAccuracy,
    double trainLoss,
    double trainSeconds,
    double imagesPerSecond,
    long rounds,
    int workers,
    int epochs) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is NaN or infinite
   */
  public TrainingSummary {
    Finite.check("train.accuracy", trainAccuracy);
    Finite.check("train.loss", trainLoss);
    Finite.check("train.seconds", trainSeconds);
    Finite.check("train.images_per_second", imagesPerSecond);
  }
}
