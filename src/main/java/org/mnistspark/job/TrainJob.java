package org.mnistspark.job;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.dl4j.ModelFiles;
import org.mnistspark.dl4j.Networks;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.evaluation.Examination;
import org.mnistspark.evaluation.Metrics;
import org.mnistspark.evaluation.Prediction;
import org.mnistspark.evaluation.ScoredExample;
import org.mnistspark.report.Console;
import org.mnistspark.report.HtmlReport;
import org.mnistspark.report.RunReport;
import org.mnistspark.run.Checkpoint;
import org.mnistspark.run.Checkpoints;
import org.mnistspark.run.ConfusionMatrixCsv;
import org.mnistspark.run.EpochHistory;
import org.mnistspark.run.HistoryCsv;
import org.mnistspark.run.HistoryJsonl;
import org.mnistspark.run.MetricsJson;
import org.mnistspark.run.PredictionsJson;
import org.mnistspark.run.Provenance;
import org.mnistspark.run.RunDirectory;
import org.mnistspark.run.RunFiles;
import org.mnistspark.run.RunIdentity;
import org.mnistspark.run.RunJson;
import org.mnistspark.run.RunLocation;
import org.mnistspark.run.TrainingSummary;
import org.mnistspark.spark.DistributedEvaluation;

/** Trains a network on the cluster, evaluates it and publishes the run. */
public final class TrainJob {
  private final SparkSession spark;
  private final Console console;

  /** A job of this session that reports to this console. */
  public TrainJob(SparkSession spark, Console console) {
    this.spark = spark;
    this.console = console;
  }

  /**
   * Begins to load the native libraries, and what the report needs, on another thread, which takes
   * a second that a session can start in. Whoever needs them waits for them.
   */
  public static void loadLibraries() {
    Thread loading = new Thread(TrainJob::load, "libraries");
    loading.setDaemon(true);
    loading.start();
  }

  private static void load() {
    Networks.load();
    HtmlReport.load();
  }

  /**
   * Runs to the end, or until it is asked to stop.
   *
   * @param stop asked after every averaging that the driver sees
   * @throws org.mnistspark.data.DataException when data is missing or malformed
   * @throws org.mnistspark.run.OutputExistsException when the run directory exists
   * @throws ConfigurationException when the run shall be resumed and was another one
   * @throws IOException when the folder for data sets cannot be used
   */
  public TrainResult run(TrainConfig config, BooleanSupplier stop) throws IOException {
    Instant start = Instant.now();
    Configuration hadoop = spark.sessionState().newHadoopConf();
    RunLocation location = Outputs.location(hadoop, config, start);
    Optional<RunDirectory> before = Outputs.check(location, config);
    if (before.filter(RunDirectory::finished).isPresent()) {
      console.finishedBefore(before.get().location());
      return Resume.finished(spark, hadoop, config, before.get());
    }
    Optional<Checkpoint> checkpoint =
        before.flatMap(run -> new Checkpoints(run).newest(console::warning));
    Optional<RunIdentity> began = before.flatMap(run -> Resume.began(run, checkpoint));

    console.phase("reading the data");
    try (LoadedData data = LoadedData.load(spark, config, console)) {
      AveragingChoice averaging = AveragingChoice.of(config, workers(config, began));
      began.ifPresent(
          then ->
              Resume.requireSame(
                  then,
                  RunIdentity.of(Provenances.of(spark, config, data, averaging, start)),
                  before.get().location()));
      try (Training training = Training.start(spark, config, data, averaging, console)) {
        Provenance nameless = Provenances.of(spark, config, data, averaging, start);
        RunIdentity identity = RunIdentity.of(nameless);
        // All data has been read and hashed by now, so that a run that is overwritten goes for a
        // run that can be.
        before.ifPresent(RunDirectory::tidy);
        RunDirectory directory =
            before.orElseGet(() -> Outputs.create(hadoop, location, config, start));
        RunRecord record = RunRecord.begin(directory, console, nameless.named(directory.runId()));
        console.settings(Provenances.settings(config, averaging));
        console.network(Networks.summary(training.network()), averaging.line());
        checkpoint.ifPresent(training::restore);
        checkpoint.ifPresent(left -> console.resumed(left.state().progress()));

        console.phase("training");
        boolean complete = train(config, training, directory, identity, record, stop);
        OptionalDouble accuracy = OptionalDouble.empty();
        OptionalDouble loss = OptionalDouble.empty();
        if (complete) {
          Metrics test = publish(config, data, training, record, directory);
          accuracy = OptionalDouble.of(test.accuracy());
          loss = OptionalDouble.of(test.loss());
        }
        return new TrainResult(
            complete ? TrainResult.Status.SUCCEEDED : TrainResult.Status.STOPPED,
            directory.runId(),
            directory.location(),
            data.digest().kind().id(),
            accuracy,
            loss,
            training.history().size(),
            averaging.workers(),
            checkpoint.isPresent());
      }
    }
  }

  /** A run that goes on has the workers that it had, whatever the cluster is now. */
  private int workers(TrainConfig config, Optional<RunIdentity> began) {
    if (config.workers().isPresent()) {
      return config.workers().getAsInt();
    }
    OptionalInt recorded = began.map(RunIdentity::workers).orElse(OptionalInt.empty());
    return recorded.orElseGet(() -> spark.sparkContext().defaultParallelism());
  }

  /**
   * Epoch after epoch.
   *
   * @return whether training came to its end
   */
  private boolean train(
      TrainConfig config,
      Training training,
      RunDirectory directory,
      RunIdentity identity,
      RunRecord record,
      BooleanSupplier stop) {
    Checkpoints checkpoints = new Checkpoints(directory);
    int every = config.checkpointEvery();
    while (training.goesOn()) {
      boolean stopped = stop.getAsBoolean();
      Optional<EpochHistory> epoch = stopped ? Optional.empty() : epoch(training, config, stop);
      if (epoch.isPresent()) {
        console.epochEnds(epoch.get());
        directory.publish(RunFiles.HISTORY, HistoryCsv.render(training.history()));
        directory.publish(RunFiles.HISTORY_LINES, HistoryJsonl.render(training.history()));
      }
      record.kernels(training.kernels());
      if (every > 0 && (epoch.isEmpty() || epoch.get().epoch() % every == 0)) {
        checkpoints.save(training.checkpoint(identity));
      }
      if (epoch.isEmpty()) {
        console.stopped(
            training.history().size(),
            directory.location(),
            directory.exists(RunFiles.CHECKPOINTS));
        return false;
      }
    }
    training.restoreBest();
    return true;
  }

  private Optional<EpochHistory> epoch(
      Training training, TrainConfig config, BooleanSupplier stop) {
    console.epochBegins(training.progress(), config.epochs());
    return training.epoch(stop);
  }

  private Metrics publish(
      TrainConfig config,
      LoadedData data,
      Training training,
      RunRecord record,
      RunDirectory directory) {
    console.part("  of it, averaging", training.averagingSeconds());
    console.part("  of it, evaluation", training.evaluationSeconds());
    console.phase("writing the results");
    Classifier classifier = training.classifier();
    Examination test =
        DistributedEvaluation.examine(
            data.test(), classifier, config.samplePredictions(), Reports.MISTAKES);
    TrainingSummary summary = training.summary(directory.runId(), test.metrics());
    List<Prediction> predictions = test.samples().stream().map(ScoredExample::prediction).toList();

    directory.publish(RunFiles.MODEL, out -> ModelFiles.write(training.network(), out));
    directory.publish(RunFiles.METRICS, MetricsJson.render(summary));
    directory.publish(
        RunFiles.CONFUSION_MATRIX, ConfusionMatrixCsv.render(summary.test().confusion()));
    directory.publish(RunFiles.PREDICTIONS, PredictionsJson.render(predictions));
    Provenance ended = record.end();
    Reports.publish(
        directory,
        new RunReport(
            ended.runId(),
            summary.dataset(),
            data.shape(),
            test,
            Optional.of(Reports.training(training, summary, ended)),
            Reports.network(classifier),
            RunJson.render(ended),
            ended.warnings()),
        console);
    directory.succeed();

    console.trained(summary);
    summary
        .validation()
        .ifPresent(validation -> console.validation(validation, config.earlyStoppingPatience()));
    console.metrics(summary.test());
    console.predictions(predictions);
    console.warnings(data.warnings());
    console.runDirectory(directory.location(), directory.contents());
    console.done();
    return summary.test();
  }
}
