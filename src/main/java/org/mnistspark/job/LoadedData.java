package org.mnistspark.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.mnistspark.data.Signature;
import org.mnistspark.data.Split;
import org.mnistspark.dl4j.FeatureNormalizer;
import org.mnistspark.dl4j.SavedModel;
import org.mnistspark.report.Console;
import org.mnistspark.run.record.DataProvenance;
import org.mnistspark.spark.labelled.LabelledData;
import org.mnistspark.spark.labelled.LabelledFiles;
import org.mnistspark.spark.labelled.LabelledSet;
import org.mnistspark.spark.labelled.MappedExamples;

/**
 * The data of a run: frames of its sets, what they hold, and where they are from.
 *
 * @param uri the folder or file
 * @param signature what features and classes are called
 * @param train index, features, label of the training set, without what is held out of it, as the
 *     network takes them: normalized, weighted
 * @param validation what is held out for validation, as it was found
 * @param test the test set, as it was found
 * @param counts examples by use, in order: train, validation, test
 * @param normalizer of the features, part of the model
 * @param notices what must not be overlooked
 * @param kept what executors keep of it
 * @param hashing reads the files at the same time, for their SHA-256
 */
record LoadedData(
    String uri,
    Signature signature,
    Dataset<Row> train,
    Optional<Dataset<Row>> validation,
    Dataset<Row> test,
    Map<String, Long> counts,
    Optional<FeatureNormalizer> normalizer,
    List<String> notices,
    KeptFrames kept,
    CompletableFuture<ContentDigest> hashing)
    implements AutoCloseable {
  private static final String VALIDATION = "validation";

  /**
   * Finds and opens the sets, and prints what the notebook prints of them.
   *
   * @param from the model that training begins with, whose normalizer is kept
   */
  static LoadedData load(
      SparkSession spark, DataConfig config, long seed, Optional<SavedModel> from, Console console)
      throws IOException {
    String uri = config.folder().isPresent() ? config.folder().get() : find(config.home(), console);
    Configuration hadoop = spark.sessionState().newHadoopConf();
    LabelledFiles files = LabelledFiles.of(hadoop, uri);
    Optional<LabelledFiles> testFiles =
        config.testData().map(location -> LabelledFiles.of(hadoop, location));
    CompletableFuture<ContentDigest> hashing =
        CompletableFuture.supplyAsync(
            () -> digest(hadoop, files, testFiles, from.map(SavedModel::name)),
            new Daemon("hashing"));
    KeptFrames kept = new KeptFrames();
    boolean done = false;
    try {
      LabelledData found = LabelledData.open(spark, files, testFiles, config.choice());
      LoadedData data =
          new Preparation(config, seed, from, console, kept)
              .prepare(files, found)
              .loaded(uri, found, kept, hashing);
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

  /**
   * Hashes of all that a run learns from.
   *
   * @param from location of the model that training begins with
   */
  static ContentDigest digest(
      Configuration hadoop,
      LabelledFiles files,
      Optional<LabelledFiles> testFiles,
      Optional<String> from) {
    ContentDigest digest = files.digest();
    if (testFiles.isPresent()) {
      digest = digest.and("test-data", testFiles.get().digest());
    }
    return from.isPresent() ? digest.and("from", SavedModels.digest(hadoop, from.get())) : digest;
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
    return new DataProvenance(
        uri, digest().kind().id(), digest().sha256(), counts, Optional.of(signature));
  }

  /** Hashes of the files; waits for them. */
  ContentDigest digest() {
    return hashing.join();
  }

  /** What the user must not overlook. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>(notices);
    if (digest().kind() == DatasetKind.SYNTHETIC_DIGITS) {
      warnings.add(
          "trained on synthetic digits, not on MNIST: the figures say nothing about MNIST");
    }
    return warnings;
  }

  private static String find(String dataHome, Console console) throws IOException {
    MnistDownload download = MnistDownload.ofDefaults(console::note);
    Path found = MnistLookup.locate(Path.of(dataHome), download, console::note);
    // As the file is called, not as a URI encodes it: a Hadoop path decodes nothing.
    return new org.apache.hadoop.fs.Path("file", null, found.toAbsolutePath().toString())
        .toString();
  }

  long trainCount() {
    return counts.get(Split.TRAIN.option());
  }

  long validationCount() {
    return counts.getOrDefault(VALIDATION, 0L);
  }

  /** Values per example. */
  int inputs() {
    return signature.inputs();
  }

  int classes() {
    return signature.classes().size();
  }

  @Override
  public void close() {
    kept.close();
  }

  /**
   * The sets, cut and in the unit that they are trained in.
   *
   * @param train as it was found, but for its unit
   * @param weights of the classes; empty: all the same
   */
  record Prepared(
      LabelledSet train,
      Optional<LabelledSet> validation,
      LabelledSet test,
      Optional<FeatureNormalizer> normalizer,
      Optional<float[]> weights,
      List<String> notices) {
    LoadedData loaded(
        String uri, LabelledData found, KeptFrames kept, CompletableFuture<ContentDigest> hashing) {
      Map<String, Long> counts = new LinkedHashMap<>();
      counts.put(Split.TRAIN.option(), train.count());
      validation.ifPresent(set -> counts.put(VALIDATION, set.count()));
      counts.put(Split.TEST.option(), test.count());
      List<String> all = new ArrayList<>(found.warnings());
      all.addAll(notices);
      return new LoadedData(
          uri,
          found.signature(),
          MappedExamples.of(train.frame(), normalizer, weights),
          validation.map(set -> kept.keep(set.frame())),
          // Read at once: what is wrong with it is better known before training than after.
          kept.keep(test.frame()),
          counts,
          normalizer,
          all,
          kept,
          hashing);
    }
  }
}
