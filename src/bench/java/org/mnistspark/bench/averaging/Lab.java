package org.mnistspark.bench.averaging;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.mnistspark.bench.Digits;
import org.mnistspark.data.Split;
import org.mnistspark.dl4j.AveragingTrainingMaster;
import org.mnistspark.dl4j.HiddenActivation;
import org.mnistspark.dl4j.Minibatches;
import org.mnistspark.dl4j.NetworkSettings;
import org.mnistspark.dl4j.Networks;
import org.mnistspark.dl4j.UpdaterChoice;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.spark.source.Frames;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Trains as {@code train} does, on Spark and by the same master, on data that is read once; only
 * the evaluation is a plain loop, since a classifier gives the same bits wherever it runs.
 */
final class Lab implements AutoCloseable {
  private static final int INPUTS = 784;
  private static final int HIDDEN = 512;
  private static final int CLASSES = 10;

  /** Of the training set's 60,000, for the comparison of candidates. */
  private static final int TRAINED_FOR_SELECTION = 50_000;

  private static final int CHUNK = 1000;

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final Dataset<Row> train;
  private final Digits trainDigits;
  private final Digits test;

  Lab(SparkSession spark, Path data) throws IOException {
    this.spark = spark;
    this.context = new JavaSparkContext(spark.sparkContext());
    this.train =
        Frames.load(spark, data.toUri().toString(), Split.TRAIN, CLASSES)
            .persist(StorageLevel.MEMORY_ONLY());
    this.trainDigits = Digits.load(data, Split.TRAIN);
    this.test = Digits.load(data, Split.TEST);
  }

  /** Trained on the whole training set, compared on the test set. */
  Trial test(Recipe recipe, int epochs, long seed) {
    return train(recipe, epochs, seed, train, test, 0, test.size());
  }

  /** Trained on the first 50,000 of the training set, compared on the others. */
  Trial validate(Recipe recipe, int epochs, long seed) {
    Dataset<Row> first = train.filter("index < " + TRAINED_FOR_SELECTION);
    return train(
        recipe, epochs, seed, first, trainDigits, TRAINED_FOR_SELECTION, trainDigits.size());
  }

  private Trial train(
      Recipe recipe, int epochs, long seed, Dataset<Row> frame, Digits unseen, int from, int to) {
    NetworkSettings settings =
        new NetworkSettings(
            INPUTS,
            List.of(HIDDEN),
            HiddenActivation.RELU,
            CLASSES,
            UpdaterChoice.RMSPROP,
            recipe.learningRate(),
            0,
            seed);
    JavaRDD<DataSet> minibatches =
        Minibatches.of(frame, INPUTS, CLASSES, recipe.workers(), recipe.batchSize(), seed);
    List<Double> accuracies = new ArrayList<>();
    try (AveragingTrainingMaster master = recipe.master(epochs, seed)) {
      SparkDl4jMultiLayer network =
          new SparkDl4jMultiLayer(context, Networks.configuration(settings), master);
      for (int epoch = 0; epoch < epochs; epoch++) {
        network.fit(minibatches);
        accuracies.add(
            accuracy(
                Networks.classifier(network.getNetwork(), "the network in training", 1),
                unseen,
                from,
                to));
      }
    }
    return new Trial(recipe, epochs, seed, accuracies);
  }

  private static double accuracy(Classifier classifier, Digits digits, int from, int to) {
    int chunks = (to - from + CHUNK - 1) / CHUNK;
    long correct =
        IntStream.range(0, chunks)
            .parallel()
            .mapToLong(
                chunk -> {
                  int begin = from + chunk * CHUNK;
                  int count = Math.min(CHUNK, to - begin);
                  float[] scores = new float[count * CLASSES];
                  classifier.classify(digits.features(begin, count), count, scores);
                  return digits.correct(scores, begin, count);
                })
            .sum();
    return (double) correct / (to - from);
  }

  @Override
  public void close() {
    train.unpersist(true);
    spark.stop();
  }
}
