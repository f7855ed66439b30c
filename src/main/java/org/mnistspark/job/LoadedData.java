package org.mnistspark.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.mnistspark.data.ContentDigest;
import org.mnistspark.data.DataException;
import org.mnistspark.data.DatasetKind;
import org.mnistspark.data.MnistDownload;
import org.mnistspark.data.MnistLookup;
import org.mnistspark.data.Split;
import org.mnistspark.report.Console;
import org.mnistspark.spark.Frames;

/**
 * The data of a run: frames of both sets, what they hold, and where they are from.
 *
 * @param uri the folder
 * @param train index, features, label of the training set
 * @param test the same of the test set
 * @param trainCount training examples
 * @param testCount test examples
 * @param inputs values per example
 * @param hashing reads the files again, meanwhile, for their SHA-256
 */
record LoadedData(
    String uri,
    Dataset<Row> train,
    Dataset<Row> test,
    long trainCount,
    long testCount,
    int inputs,
    CompletableFuture<ContentDigest> hashing)
    implements AutoCloseable {
  /** Classes of the digits. */
  static final int CLASSES = 10;

  private static final int FIRST_LABELS = 10;

  /** Finds and opens both sets, and prints what the notebook prints of them. */
  static LoadedData load(SparkSession spark, TrainConfig config, Console console)
      throws IOException {
    String uri = config.data().isPresent() ? config.data().get() : find(config.dataHome(), console);
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
    Dataset<Row> testFrame =
        Frames.load(spark, uri, Split.TEST, CLASSES).persist(StorageLevel.MEMORY_AND_DISK());
    // Reads all of it: what is wrong with the test set is better known before training than after.
    // As an RDD: a count of the frame would be three jobs with a shuffle.
    testFrame.queryExecution().toRdd().count();
    return new LoadedData(
        uri,
        Frames.load(spark, uri, Split.TRAIN, CLASSES),
        testFrame,
        train.count(),
        test.count(),
        inputs(train.shape()),
        CompletableFuture.supplyAsync(() -> Digests.of(spark.sessionState().newHadoopConf(), uri)));
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
    return MnistLookup.locate(Path.of(dataHome), download, console::note).toUri().toString();
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

  static int inputs(List<Integer> shape) {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  @Override
  public void close() {
    test.unpersist(false);
  }
}
