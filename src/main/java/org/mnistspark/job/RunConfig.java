package org.mnistspark.job;

import java.util.Optional;
import org.mnistspark.failure.Checks;
import org.mnistspark.tracking.MlflowConfig;

/**
 * What a run leaves, and where. None of it changes a weight.
 *
 * @param output folder of run directories
 * @param runId name of the run directory; empty: the start time
 * @param existing what becomes of an existing run directory
 * @param samplePredictions first test images whose predictions are kept
 * @param checkpointEvery epochs between checkpoints; 0: none
 * @param mlflow where the run is tracked; empty: nowhere
 */
public record RunConfig(
    String output,
    Optional<String> runId,
    ExistingRun existing,
    int samplePredictions,
    int checkpointEvery,
    Optional<MlflowConfig> mlflow) {
  /** Checks the numbers. */
  public RunConfig {
    Checks.notNegative("sample-predictions", samplePredictions);
    Checks.notNegative("checkpoint-every", checkpointEvery);
  }
}
