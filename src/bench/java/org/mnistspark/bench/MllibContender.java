package org.mnistspark.bench;

import java.nio.file.Path;
import java.util.Locale;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.mnistspark.data.Split;
import org.mnistspark.mlp.BlasThreads;
import org.mnistspark.spark.source.Frames;

/**
 * Spark MLlib's MultilayerPerceptronClassifier with L-BFGS, the better of its solvers. Its hidden
 * layer has as many units, but sigmoid ones: it has no others. One lap is the whole contest: it
 * trains from scratch with more and more iterations until the goal is reached or the time is over,
 * and only the last run counts.
 */
final class MllibContender implements Contender {
  private static final int FIRST_ITERATIONS = 5;

  private final double goal;
  private final double limitSeconds;
  private final Dataset<Row> train;
  private final Dataset<Row> test;
  private int iterations;

  MllibContender(Setup setup, double goal, double limitSeconds) {
    this.goal = goal;
    this.limitSeconds = limitSeconds;
    useOpenBlas();
    SparkSession spark = SparkSession.builder().appName("mllib").getOrCreate();
    train = frame(spark, setup.data(), Split.TRAIN);
    test = frame(spark, setup.data(), Split.TEST);
  }

  /** MLlib would use Java loops unless it finds a native library. */
  static void useOpenBlas() {
    BlasThreads.single();
    Path jni = Path.of(Loader.load(openblas_nolapack.class));
    System.setProperty(
        "dev.ludovic.netlib.blas.nativeLibPath", jni.resolveSibling("libopenblas.so.0").toString());
  }

  /** A split as vectors and labels, cached. */
  static Dataset<Row> frame(SparkSession spark, Path data, Split split) {
    Column label = functions.array_position(functions.col("label"), 1f).minus(1).cast("double");
    Dataset<Row> frame =
        Frames.load(spark, data.toUri().toString(), split, Setup.CLASSES)
            .repartition(Setup.cores())
            .select(
                org.apache
                    .spark
                    .ml
                    .functions
                    .array_to_vector(functions.col("features"))
                    .as("features"),
                label.as("label"))
            .persist(StorageLevel.MEMORY_ONLY());
    frame.count();
    return frame;
  }

  @Override
  public Lap lap() {
    double left = limitSeconds;
    int next = FIRST_ITERATIONS;
    while (true) {
      iterations = next;
      long start = System.nanoTime();
      MultilayerPerceptronClassificationModel model = fit(iterations);
      double seconds = (System.nanoTime() - start) / 1e9;
      double accuracy = accuracy(model);
      System.err.printf(
          Locale.ROOT, "%d iterations: %.1f s, accuracy %.4f%n", iterations, seconds, accuracy);
      left -= seconds;
      int affordable = (int) (left / seconds * iterations);
      if (accuracy >= goal || affordable <= iterations) {
        return new Lap(0, seconds, accuracy);
      }
      next = Math.min(2 * iterations, affordable);
    }
  }

  private MultilayerPerceptronClassificationModel fit(int maxIterations) {
    return new MultilayerPerceptronClassifier()
        .setLayers(new int[] {Setup.INPUTS, Setup.HIDDEN, Setup.CLASSES})
        .setSolver("l-bfgs")
        .setBlockSize(Setup.BATCH)
        .setSeed(Setup.SEED)
        .setMaxIter(maxIterations)
        .fit(train);
  }

  private double accuracy(MultilayerPerceptronClassificationModel model) {
    Dataset<Row> hits =
        model.transform(test).where(functions.col("prediction").equalTo(functions.col("label")));
    return (double) hits.count() / test.count();
  }
}
