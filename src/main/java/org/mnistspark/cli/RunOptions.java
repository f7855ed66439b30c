package org.mnistspark.cli;

import java.util.Optional;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.job.ExistingRun;
import org.mnistspark.job.RunConfig;
import org.mnistspark.tracking.MlflowConfig;
import picocli.CommandLine.Option;

/** What {@code train} takes about the run directory. */
final class RunOptions {
  @Option(names = "--output", paramLabel = "URI", description = "Folder of run directories.")
  private Place output;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description =
          "Name of this run's directory; auto: the UTC time, with -2, -3, ... when it is taken.")
  private String runId;

  @Option(names = "--overwrite", description = "Replace an existing run directory.")
  private boolean overwrite;

  @Option(
      names = "--resume",
      description =
          "Continue a run that died from its last checkpoint; return the result of a finished run; start one that never began.")
  private boolean resume;

  @Option(
      names = "--sample-predictions",
      paramLabel = "N",
      description = "First test images whose predictions are shown and kept.")
  private int samplePredictions;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N",
      description = "Epochs between checkpoints; 0: none.")
  private int checkpointEvery;

  @Option(
      names = "--mlflow-tracking-uri",
      paramLabel = "URI",
      description =
          "MLflow tracking server that the run is also told to, http://HOST:PORT; env: the one that MLFLOW_TRACKING_URI names; off: none.")
  private String mlflowTrackingUri;

  @Option(
      names = "--mlflow-experiment",
      paramLabel = "NAME",
      description = "Experiment of the run in MLflow; it is created if it is not there.")
  private String mlflowExperiment;

  RunConfig config() {
    return new RunConfig(
        output.text(),
        Values.unlessAuto(runId),
        existing(),
        samplePredictions,
        checkpointEvery,
        mlflow());
  }

  private Optional<MlflowConfig> mlflow() {
    return mlflowTrackingUri.equals("off")
        ? Optional.empty()
        : Optional.of(MlflowConfig.of(mlflowTrackingUri, mlflowExperiment, System.getenv()));
  }

  private ExistingRun existing() {
    if (overwrite && resume) {
      throw new ConfigurationException(
          "expected --overwrite or --resume, found both; --resume keeps what the run has, --overwrite does not");
    }
    if (resume && Values.unlessAuto(runId).isEmpty()) {
      throw new ConfigurationException(
          "--resume: expected the --run-id of the run to go on with, found auto; name it");
    }
    if (resume) {
      return ExistingRun.RESUME;
    }
    return overwrite ? ExistingRun.OVERWRITE : ExistingRun.REFUSE;
  }
}
