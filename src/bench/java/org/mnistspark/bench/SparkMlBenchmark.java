package org.mnistspark.bench;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.IntFunction;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.mnistspark.cli.SessionDefaults;
import org.mnistspark.data.Split;
import org.mnistspark.ml.MlpClassifier;

/**
 * Two estimators of Spark ML on MNIST as one cached frame of vectors: how long {@code fit} takes
 * until a test accuracy is reached, all in. Each trains from scratch with more and more epochs, or
 * iterations, and only the last run counts; so the one that needs few is not favoured by a guess.
 */
final class SparkMlBenchmark {
  private static final int FIRST_ITERATIONS = 5;

  private final Dataset<Row> train;
  private final Dataset<Row> test;
  private final double goal;
  private final double limitSeconds;

  private SparkMlBenchmark(SparkSession spark, Path data, double goal, double limitSeconds) {
    this.train = MllibContender.frame(spark, data, Split.TRAIN);
    this.test = MllibContender.frame(spark, data, Split.TEST);
    this.goal = goal;
    this.limitSeconds = limitSeconds;
  }

  /** Arguments: MNIST's folder, the goal, seconds that an estimator may take in all. */
  public static void main(String[] args) {
    MllibContender.useOpenBlas();
    SparkSession.Builder builder = SparkSession.builder().appName("spark-ml").master("local[*]");
    SessionDefaults.SETTINGS.forEach(builder::config);
    try (SparkSession spark = builder.config("spark.ui.enabled", false).getOrCreate()) {
      SparkMlBenchmark benchmark =
          new SparkMlBenchmark(
              spark,
              Path.of(args[0]).toAbsolutePath(),
              Double.parseDouble(args[1]),
              Double.parseDouble(args[2]));
      benchmark.run("MlpClassifier", "epochs", 1, benchmark::ours);
      benchmark.run(
          "MultilayerPerceptronClassifier", "iterations", FIRST_ITERATIONS, benchmark::sparks);
    }
  }

  private Model<?> ours(int epochs) {
    return new MlpClassifier()
        .setHidden(Setup.HIDDEN)
        .setSeed(Setup.SEED)
        .setEpochs(epochs)
        .fit(train);
  }

  private Model<?> sparks(int iterations) {
    return new MultilayerPerceptronClassifier()
        .setLayers(new int[] {Setup.INPUTS, Setup.HIDDEN, Setup.CLASSES})
        .setBlockSize(Setup.BATCH)
        .setSeed(Setup.SEED)
        .setMaxIter(iterations)
        .fit(train);
  }

  private void run(String name, String unit, int first, IntFunction<Model<?>> fit) {
    double spent = 0;
    double accuracy = 0;
    // Half as much again, at least one more.
    for (int count = first;
        accuracy < goal && spent < limitSeconds;
        count += Math.max(1, count / 2)) {
      long start = System.nanoTime();
      Model<?> model = fit.apply(count);
      double seconds = (System.nanoTime() - start) / 1e9;
      accuracy = accuracy(model);
      spent += seconds;
      System.out.printf(
          Locale.ROOT,
          "%s, %d %s: %.1f s, test accuracy %.4f%n",
          name,
          count,
          unit,
          seconds,
          accuracy);
    }
    System.out.printf(
        Locale.ROOT, "%s: %s %.4f%n", name, accuracy >= goal ? "reached" : "did not reach", goal);
  }

  private double accuracy(Model<?> model) {
    Dataset<Row> hits =
        model.transform(test).where(functions.col("prediction").equalTo(functions.col("label")));
    return (double) hits.count() / test.count();
  }
}
