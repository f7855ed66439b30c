package org.mnistspark.run.record;

/**
 * How the kept weights do on the examples that were held out of the training set.
 *
 * @param examples held out
 * @param accuracy in [0,1]
 * @param loss mean cross-entropy per example, in nats
 * @param bestEpoch epoch with the lowest validation loss, counted from 1; its weights are the kept
 *     ones only with early stopping
 */
public record Validation(long examples, double accuracy, double loss, int bestEpoch) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is NaN or infinite
   */
  public Validation {
    Finite.check("validation.accuracy", accuracy);
    Finite.check("validation.loss", loss);
  }
}
