package org.mnistspark.job;

import java.util.Optional;
import org.mnistspark.failure.Checks;
import org.mnistspark.spark.labelled.LabelledChoice;

/**
 * What to evaluate.
 *
 * @param model a model.zip
 * @param data folder or file of labelled data
 * @param choice its columns
 * @param output folder to make; empty: nothing is written
 * @param overwrite replace an existing output folder
 * @param samplePredictions first test images whose predictions are shown
 */
public record EvaluateConfig(
    String model,
    String data,
    LabelledChoice choice,
    Optional<String> output,
    boolean overwrite,
    int samplePredictions) {
  /** Checks the number. */
  public EvaluateConfig {
    Checks.notNegative("sample-predictions", samplePredictions);
  }
}
