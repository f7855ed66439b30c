package org.mnistspark.job;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.dl4j.ModelFiles;
import org.mnistspark.dl4j.Networks;
import org.mnistspark.evaluation.Metrics;
import org.mnistspark.evaluation.Prediction;
import org.mnistspark.report.Console;
import org.mnistspark.run.ConfusionMatrixCsv;
import org.mnistspark.run.EpochHistory;
import org.mnistspark.run.HistoryCsv;
import org.mnistspark.run.MetricsJson;
import org.mnistspark.run.PredictionsJson;
import org.mnistspark.run.RunDirectory;
import org.mnistspark.run.RunFiles;
import org.mnistspark.run.RunJson;
import org.mnistspark.run.TrainingSummary;
import org.mnistspark.spark.DistributedEvaluation;

/** Trains a network on the cluster, evaluates it and publishes the run. */
public final class TrainJob {
  private static final List<String> FILES =
      List.of(
          RunFiles.MODEL,
          RunFiles.METRICS,
          RunFiles.HISTORY,
          RunFiles.CONFUSION_MATRIX,
          RunFiles.PREDICTIONS,
          RunFiles.RUN);

  private final SparkSession spark;
  private final Console console;

  /** A job of this session that reports to this console. */
  public TrainJob(SparkSession spark, Console console) {
    this.spark = spark;
    this.console = console;
  }

  /**
   * Begins to load the native libraries on another thread, which takes a second that a session can
   * start in. Whoever needs them waits for them.
   */
  public static void loadLibraries() {
    Thread loading = new Thread(Networks::load, "native-libraries");
    loading.setDaemon(true);
    loading.start();
  }

  /**
   * Runs to the end.
   *
   * @return the summary that metrics.json has
   * @throws org.mnistspark.data.DataException when data is missing or malformed
   * @throws org.mnistspark.run.OutputExistsException when the run directory exists
   * @throws IOException when the folder for data sets cannot be used
   */
  public TrainingSummary run(TrainConfig config) throws IOException {
    Instant start = Instant.now();
    Configuration hadoop = spark.sessionState().newHadoopConf();
    String runId = config.runId().orElseGet(() -> RunDirectory.timeBasedId(start));
    Outputs.check(hadoop, config.output(), runId, config.overwrite());

    console.phase("reading the data");
    try (LoadedData data = LoadedData.load(spark, config, console);
        Training training = Training.start(spark, config, data, console)) {
      // All data has been read by now, so that a run that is overwritten goes for a run that can
      // be.
      RunDirectory directory =
          RunDirectory.create(hadoop, config.output(), runId, config.overwrite());
      console.settings(Provenances.settings(config, training));
      console.network(Networks.summary(training.network()), training.averaging().line());
      console.phase("training");
      List<EpochHistory> history = new ArrayList<>();
      for (int epoch = 1; epoch <= config.epochs(); epoch++) {
        console.epochBegins(epoch, config.epochs());
        history.add(training.epoch(epoch));
        console.epochEnds(history.get(epoch - 1));
        directory.publish(RunFiles.HISTORY, HistoryCsv.render(history));
      }
      console.part("  of it, averaging", training.averagingSeconds());
      console.part("  of it, evaluation", training.evaluationSeconds());
      console.phase("writing the results");
      List<Prediction> predictions =
          DistributedEvaluation.predictFirst(
              data.test(), training.classifier(), config.samplePredictions());
      TrainingSummary summary = training.summary(runId, history.get(history.size() - 1));
      Metrics test = summary.test();

      directory.publish(RunFiles.MODEL, out -> ModelFiles.write(training.network(), out));
      directory.publish(RunFiles.METRICS, MetricsJson.render(summary));
      directory.publish(RunFiles.CONFUSION_MATRIX, ConfusionMatrixCsv.render(test.confusion()));
      directory.publish(RunFiles.PREDICTIONS, PredictionsJson.render(predictions));
      directory.publish(
          RunFiles.RUN,
          RunJson.render(Provenances.of(spark, config, data, training, runId, start)));
      directory.succeed();

      console.metrics(test);
      console.predictions(predictions);
      console.warnings(data.warnings());
      console.runDirectory(directory.uri(), FILES);
      console.done();
      return summary;
    }
  }
}
