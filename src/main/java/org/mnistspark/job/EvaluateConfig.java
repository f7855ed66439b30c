package org.mnistspark.job;

import java.util.Optional;
import org.mnistspark.failure.Checks;

/**
 * What to evaluate.
 *
 * @param model a model.zip
 * @param data folder with the IDX files
 * @param output folder to make; empty: nothing is written
 * @param overwrite replace an existing output folder
 * @param samplePredictions first test images whose predictions are shown
 */
public record EvaluateConfig(
    String model, String data, Optional<String> output, boolean overwrite, int samplePredictions) {
  /** Checks the number. */
  public EvaluateConfig {
    Checks.notNegative("sample-predictions", samplePredictions);
  }
}
