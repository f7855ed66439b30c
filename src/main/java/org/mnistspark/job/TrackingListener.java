package org.mnistspark.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mnistspark.evaluation.Metrics;
import org.mnistspark.report.Console;
import org.mnistspark.run.record.Environment;
import org.mnistspark.run.record.EpochHistory;
import org.mnistspark.run.record.Provenance;
import org.mnistspark.run.store.RunDirectory;
import org.mnistspark.run.store.RunFiles;
import org.mnistspark.tracking.Artifact;
import org.mnistspark.tracking.MlflowRun;
import org.mnistspark.tracking.TrackedRun;

/** Tells MLflow how a run goes, if that is wanted, and the user what MLflow lacks. */
final class TrackingListener implements TrainingListener, AutoCloseable {
  /** The small ones first. */
  private static final List<String> ARTIFACTS =
      List.of(RunFiles.RUN, RunFiles.METRICS, RunFiles.REPORT, RunFiles.MODEL, RunFiles.ONNX);

  private final Optional<MlflowRun> mlflow;
  private final RunDirectory directory;
  private final Console console;
  private Optional<String> warned = Optional.empty();

  private TrackingListener(Optional<MlflowRun> mlflow, RunDirectory directory, Console console) {
    this.mlflow = mlflow;
    this.directory = directory;
    this.console = console;
  }

  /**
   * Begins the run in MLflow, or goes on with that of an earlier start.
   *
   * @param resumed whether there was an earlier start
   * @param user who runs it
   * @param record settings
   * @param begun what else is known of the run
   * @param earlier epochs of earlier starts
   */
  static TrackingListener begin(
      RunConfig config,
      RunDirectory directory,
      boolean resumed,
      String user,
      RunRecord record,
      Provenance begun,
      List<EpochHistory> earlier,
      Console console) {
    TrackedRun run =
        new TrackedRun(
            directory.runId(),
            directory.location(),
            resumed,
            begun.start(),
            user,
            record.settings(),
            tags(begun),
            earlier);
    return new TrackingListener(
        config.mlflow().map(to -> MlflowRun.begin(to, run)), directory, console);
  }

  /** Names that begin with mlflow are those of MLflow's own client. */
  private static Map<String, String> tags(Provenance begun) {
    Environment environment = begun.environment();
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("mlflow.source.name", "mnist-spark train");
    tags.put("mlflow.source.type", "JOB");
    tags.put("mlflow.source.git.commit", environment.build().commit());
    tags.put("mnist_spark.version", environment.build().version());
    tags.put("mnist_spark.dataset", begun.data().kind());
    tags.put("spark.version", environment.spark());
    tags.put("spark.application_id", begun.applicationId());
    tags.put("dl4j.version", environment.dl4j());
    tags.put("java.version", environment.java());
    return tags;
  }

  @Override
  public void epochEnds(EpochHistory epoch) {
    mlflow.ifPresent(
        run -> {
          run.epochEnds(epoch);
          warn(run);
        });
  }

  @Override
  public void stopped() {
    mlflow.ifPresent(MlflowRun::killed);
  }

  /** All results are in the run directory. */
  void finished(Metrics test) {
    mlflow.ifPresent(
        run ->
            run.finished(
                Map.of("test_accuracy", test.accuracy(), "test_loss", test.loss()),
                () -> ARTIFACTS.stream().filter(directory::exists).map(this::artifact).toList()));
  }

  private Artifact artifact(String name) {
    try {
      return new Artifact(name, directory.length(name), () -> directory.open(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says what is wrong, and later only what else is. */
  private void warn(MlflowRun run) {
    Optional<String> problem = run.problem();
    if (problem.isPresent() && !problem.equals(warned)) {
      warned = problem;
      console.warning(
          "MLflow at "
              + problem.get()
              + "; the run does not depend on it, and its directory has everything");
    }
  }

  /** Waits for what has not been sent yet, within bounds. */
  @Override
  public void close() {
    mlflow.ifPresent(
        run -> {
          run.close();
          warn(run);
          run.page().ifPresent(page -> console.line("MLflow run: " + page));
        });
  }
}
