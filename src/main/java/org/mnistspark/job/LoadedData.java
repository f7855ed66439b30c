package org.mnistspark.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.data.ContentDigest;
import org.mnistspark.data.DataException;
import org.mnistspark.data.DatasetKind;
import org.mnistspark.data.MnistDownload;
import org.mnistspark.data.MnistLookup;
import org.mnistspark.data.Split;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.files.DataFolder;
import org.mnistspark.report.Console;
import org.mnistspark.run.record.DataProvenance;
import org.mnistspark.spark.source.Frames;
import org.mnistspark.spark.source.Holdout;

/**
 * The data of a run: frames of both sets, what they hold, and where they are from.
 *
 * @param uri the folder
 * @param train index, features, label of the training set, without what is held out of it
 * @param validation the same of what is held out for validation
 * @param test the same of the test set
 * @param trainCount training examples
 * @param validationCount held-out examples
 * @param testCount test examples
 * @param shape of one example, [28, 28] for MNIST
 * @param kept what executors keep of it
 * @param hashing reads the files at the same time, for their SHA-256
 */
record LoadedData(
    String uri,
    Dataset<Row> train,
    Optional<Dataset<Row>> validation,
    Dataset<Row> test,
    long trainCount,
    long validationCount,
    long testCount,
    List<Integer> shape,
    KeptFrames kept,
    CompletableFuture<ContentDigest> hashing)
    implements AutoCloseable {
  /** Classes of the digits. */
  static final int CLASSES = 10;

  private static final int FIRST_LABELS = 10;

  /** Finds and opens both sets, and prints what the notebook prints of them. */
  static LoadedData load(SparkSession spark, DataConfig config, long seed, Console console)
      throws IOException {
    String uri = config.folder().isPresent() ? config.folder().get() : find(config.home(), console);
    Configuration hadoop = spark.sessionState().newHadoopConf();
    CompletableFuture<ContentDigest> hashing =
        CompletableFuture.supplyAsync(
            () -> DataFolder.list(hadoop, uri).digest(), new Daemon("hashing"));
    KeptFrames kept = new KeptFrames();
    boolean done = false;
    try {
      LoadedData data = load(spark, config, seed, console, uri, kept, hashing);
      done = true;
      return data;
    } finally {
      if (!done) {
        kept.close();
        // Nobody waits for it any more; its thread ends by itself.
        hashing.cancel(false);
      }
    }
  }

  private static LoadedData load(
      SparkSession spark,
      DataConfig config,
      long seed,
      Console console,
      String uri,
      KeptFrames kept,
      CompletableFuture<ContentDigest> hashing) {
    Frames.Summary train = summary(spark, uri, Split.TRAIN, console);
    Frames.Summary test = summary(spark, uri, Split.TEST, console);
    if (!train.shape().equals(test.shape())) {
      throw new DataException(
          uri
              + ": expected training and test images of one shape, found "
              + train.shape()
              + " and "
              + test.shape()
              + "; check that the files belong together");
    }
    Dataset<Row> trainFrame = Frames.load(spark, uri, Split.TRAIN, CLASSES);
    Optional<Holdout> holdout = holdout(config, seed, train.count());
    long held = holdout.map(Holdout::count).orElse(0L);
    // Read at once: what is wrong with it is better known before training than after.
    Dataset<Row> testFrame = kept.keep(Frames.load(spark, uri, Split.TEST, CLASSES));
    return new LoadedData(
        uri,
        holdout.map(split -> split.training(trainFrame)).orElse(trainFrame),
        holdout.map(split -> kept.keep(split.validation(trainFrame))),
        testFrame,
        train.count() - held,
        held,
        test.count(),
        train.shape(),
        kept,
        hashing);
  }

  private static Optional<Holdout> holdout(DataConfig config, long seed, long count) {
    if (config.validationFraction() == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(Holdout.of(count, config.validationFraction(), seed));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("`validation-fraction`: " + e.getMessage(), e);
    }
  }

  /** What is evaluated after every epoch: the held-out examples, else the test set. */
  Dataset<Row> evaluation() {
    return validation.orElse(test);
  }

  /**
   * Waits until the test set and what is held out have been read.
   *
   * @throws DataException when they are malformed
   */
  void awaitRead() {
    kept.await();
  }

  /** Where the data is from; waits for the hashes. */
  DataProvenance provenance() {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put(Split.TRAIN.option(), trainCount);
    if (validation.isPresent()) {
      counts.put("validation", validationCount);
    }
    counts.put(Split.TEST.option(), testCount);
    return new DataProvenance(uri, digest().kind().id(), digest().sha256(), counts);
  }

  /** Hashes of the files; waits for them. */
  ContentDigest digest() {
    return hashing.join();
  }

  /** What the user must not overlook. */
  List<String> warnings() {
    return digest().kind() == DatasetKind.SYNTHETIC_DIGITS
        ? List.of("trained on synthetic digits, not on MNIST: the figures say nothing about MNIST")
        : List.of();
  }

  private static String find(String dataHome, Console console) throws IOException {
    MnistDownload download = MnistDownload.ofDefaults(console::note);
    Path found = MnistLookup.locate(Path.of(dataHome), download, console::note);
    // As the file is called, not as a URI encodes it: a Hadoop path decodes nothing.
    return new org.apache.hadoop.fs.Path("file", null, found.toAbsolutePath().toString())
        .toString();
  }

  static Frames.Summary summary(SparkSession spark, String uri, Split split, Console console) {
    Frames.Summary summary = Frames.summarize(spark, uri, split, FIRST_LABELS);
    console.dataSet(
        split.option(), summary.count(), summary.shape(), summary.type(), summary.firstLabels());
    if (summary.count() == 0) {
      throw new DataException(
          uri
              + ": expected at least one "
              + split.option()
              + " image, found none; name a folder with data");
    }
    return summary;
  }

  /** Values per example. */
  int inputs() {
    return inputs(shape);
  }

  static int inputs(List<Integer> shape) {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  @Override
  public void close() {
    kept.close();
  }
}
