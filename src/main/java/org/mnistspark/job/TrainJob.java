package org.mnistspark.job;

import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.averaging.Averaging;
import org.mnistspark.data.ContentDigest;
import org.mnistspark.data.Split;
import org.mnistspark.dl4j.Networks;
import org.mnistspark.dl4j.SavedModel;
import org.mnistspark.evaluation.Metrics;
import org.mnistspark.export.OnnxModel;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.report.Console;
import org.mnistspark.report.HtmlReport;
import org.mnistspark.run.checkpoint.Checkpoints;
import org.mnistspark.run.record.DataProvenance;
import org.mnistspark.run.record.Environment;
import org.mnistspark.run.record.EpochHistory;
import org.mnistspark.run.record.FinishedRun;
import org.mnistspark.run.record.Provenance;
import org.mnistspark.run.record.RunIdentity;
import org.mnistspark.run.store.RunDirectory;
import org.mnistspark.spark.labelled.LabelledFiles;

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
   * Loads the native libraries, and begins to load what the report and model.onnx need on another
   * thread, in the time that a session takes to start.
   *
   * <p>The native ones not beside the session: JavaCPP looks up symbols in a callback of
   * dl_iterate_phdr, which locks what the C library's loader locks, in the other order. A thread
   * that loads any library at that moment, as a session does, waits for ever, and so does this one.
   */
  public static void loadLibraries() {
    Networks.load();
    new Daemon("libraries").execute(TrainJob::load);
  }

  private static void load() {
    HtmlReport.load();
    OnnxModel.load();
  }

  /**
   * Runs to the end, or until it is asked to stop.
   *
   * @param stop asked several times a second, on any thread
   * @throws org.mnistspark.data.DataException when data is missing or malformed
   * @throws org.mnistspark.run.store.OutputExistsException when the run directory exists
   * @throws ConfigurationException when the run is to be resumed and was another one
   * @throws IOException when the folder for data sets cannot be used
   */
  public TrainResult run(TrainConfig config, BooleanSupplier stop) throws IOException {
    Instant now = Instant.now();
    Configuration hadoop = spark.sessionState().newHadoopConf();
    RunStart start = RunStart.of(hadoop, config.run(), now, console::warning);
    if (start.finished().isPresent()) {
      console.finishedBefore(start.finished().get().location());
      return finished(hadoop, config, start.finished().get());
    }
    console.phase("reading the data");
    Optional<SavedModel> from =
        config.training().from().map(model -> SavedModels.read(spark, model));
    try (LoadedData data =
        LoadedData.load(spark, config.data(), config.training().seed(), from, console)) {
      int workers = workers(config, start);
      if (start.isResumed()) {
        start.requireSame(RunIdentity.of(provenance(config, data.provenance(), workers, now)));
      }
      console.phase("dealing out the data");
      Averaging averaging = config.averaging(workers, data.trainCount());
      try (Training training =
          Training.start(spark, config, data, from, averaging, workers, console)) {
        // Only now may an old run be overwritten: all data is known to be readable.
        data.awaitRead();
        Provenance begun =
            provenance(config, data.provenance(), workers, now).with(data.warnings());
        RunDirectory directory = start.open();
        RunRecord record =
            RunRecord.begin(directory, console, begun.named(directory.runId()), training::kernels);
        console.settings(record.settings());
        console.network(
            Networks.summary(training.network()), averaging.describe(workers, data.trainCount()));
        start.checkpoint().ifPresent(training::restore);
        start.checkpoint().ifPresent(left -> console.resumed(left.state().progress()));

        console.phase("training");
        try (TrackingListener tracking =
            TrackingListener.begin(
                config.run(),
                directory,
                start.isResumed(),
                spark.sparkContext().sparkUser(),
                record,
                begun,
                training.history(),
                console)) {
          List<TrainingListener> listeners =
              List.of(
                  new HistoryListener(training, directory),
                  record,
                  new CheckpointListener(
                      config.run().checkpointEvery(),
                      training,
                      RunIdentity.of(begun),
                      new Checkpoints(directory)),
                  new ConsoleListener(console, config.training().epochs(), training, directory),
                  tracking);
          Optional<Metrics> test =
              train(training, listeners, stop)
                  ? Optional.of(
                      new Results(config, data, training, record, directory).publish(console))
                  : Optional.empty();
          test.ifPresent(tracking::finished);
          return new TrainResult(
              test.isPresent() ? TrainResult.Status.SUCCEEDED : TrainResult.Status.STOPPED,
              directory.runId(),
              directory.location(),
              data.digest().kind().id(),
              test.stream().mapToDouble(Metrics::accuracy).findFirst(),
              test.stream().mapToDouble(Metrics::loss).findFirst(),
              training.history().size(),
              workers,
              start.checkpoint().isPresent());
        }
      }
    }
  }

  /**
   * Trains epoch after epoch.
   *
   * @return whether the training came to its end
   */
  private static boolean train(
      Training training, List<TrainingListener> listeners, BooleanSupplier stop) {
    while (training.hasNextEpoch()) {
      Optional<EpochHistory> epoch = Optional.empty();
      if (!stop.getAsBoolean()) {
        listeners.forEach(listener -> listener.epochBegins(training.progress()));
        epoch = training.epoch(stop);
      }
      if (epoch.isEmpty()) {
        listeners.forEach(TrainingListener::stopped);
        return false;
      }
      for (TrainingListener listener : listeners) {
        listener.epochEnds(epoch.get());
      }
    }
    training.restoreBest();
    return true;
  }

  /** A resumed run keeps its number of workers, whatever the cluster is now. */
  private int workers(TrainConfig config, RunStart start) {
    OptionalInt wanted = config.training().workers();
    return wanted.orElseGet(
        () -> start.workers().orElseGet(() -> spark.sparkContext().defaultParallelism()));
  }

  /** A run that begins, whose name is not known yet. */
  private Provenance provenance(
      TrainConfig config, DataProvenance data, int workers, Instant start) {
    return new Provenance(
        "",
        config.settings(),
        data,
        config.training().seed(),
        workers,
        config.averagingSettings(workers, data.counts().get(Split.TRAIN.option())),
        Environment.current(spark.version()),
        Collections.emptySortedMap(),
        start,
        Optional.empty(),
        spark.sparkContext().applicationId(),
        List.of());
  }

  /**
   * The result of a run that is finished. Its data is looked at only where another folder is named.
   *
   * @throws ConfigurationException when it was another run
   */
  private TrainResult finished(Configuration hadoop, TrainConfig config, RunDirectory directory) {
    FinishedRun run = FinishedRun.of(directory);
    OptionalInt wanted = config.training().workers();
    int workers = wanted.orElseGet(() -> run.identity().workers().orElse(1));
    DataProvenance data =
        isOfOtherData(config, run.data()) ? data(hadoop, config, run) : run.data();
    RunStart.requireSame(
        run.identity(),
        RunIdentity.of(provenance(config, data, workers, Instant.EPOCH)),
        directory.location());
    return new TrainResult(
        TrainResult.Status.SUCCEEDED,
        directory.runId(),
        directory.location(),
        run.data().kind(),
        OptionalDouble.of(run.testAccuracy()),
        OptionalDouble.of(run.testLoss()),
        run.epochs(),
        workers,
        true);
  }

  /** Whether it takes a look at the data to know whether it is that of the run. */
  private static boolean isOfOtherData(TrainConfig config, DataProvenance data) {
    return config.data().folder().filter(uri -> !uri.equals(data.uri())).isPresent()
        || config.data().testData().isPresent()
        || config.training().from().isPresent();
  }

  private static DataProvenance data(Configuration hadoop, TrainConfig config, FinishedRun run) {
    String uri = config.data().folder().orElse(run.data().uri());
    ContentDigest digest =
        LoadedData.digest(
            hadoop,
            LabelledFiles.of(hadoop, uri),
            config.data().testData().map(test -> LabelledFiles.of(hadoop, test)),
            config.training().from());
    return new DataProvenance(
        uri, run.data().kind(), digest.sha256(), run.data().counts(), run.data().signature());
  }
}
