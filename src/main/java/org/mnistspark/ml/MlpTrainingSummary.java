package org.mnistspark.ml;

import java.util.List;

/**
 * How a model was trained. It stays with the model in memory, and is not saved.
 *
 * @param epochs in their order
 * @param keptEpoch the epoch after which the model had its weights, from 1
 * @param examples of the training set
 * @param workers replicas that trained side by side
 * @param averaging how they were averaged, in words
 */
public record MlpTrainingSummary(
    List<EpochSummary> epochs, int keptEpoch, long examples, int workers, String averaging) {
  /** Copies the list. */
  public MlpTrainingSummary {
    epochs = List.copyOf(epochs);
  }
}
