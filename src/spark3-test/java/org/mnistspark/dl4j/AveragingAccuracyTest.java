package org.mnistspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mnistspark.averaging.LearningRateScaling;
import org.mnistspark.averaging.OuterStep;
import org.mnistspark.data.Split;
import org.mnistspark.spark.scoring.DistributedEvaluation;
import org.mnistspark.spark.source.Frames;
import org.mnistspark.testing.LocalSpark;
import org.mnistspark.testing.RealMnist;
import org.nd4j.linalg.dataset.DataSet;

/**
 * That each part of the averaging does for the accuracy what it is there for: against a training
 * without it, on the first 10,000 images of MNIST. docs/averaging.md has the whole training set.
 *
 * <p>A tenth of the usual learning rate and a small network: after a few rounds accuracy still
 * rises steeply, and what a part is worth is many times what chance is. Figures are gains in
 * accuracy, means and ranges over seeds 1 to 5, and those of something wrong with the line in
 * question changed, over three seeds at least. OpenBLAS's kernels Haswell and SkylakeX do not
 * differ in any of four decimals; at twice the rate Sandybridge, Nehalem and Zen do not either.
 */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class AveragingAccuracyTest {
  private static final int INPUTS = 784;
  private static final int CLASSES = 10;
  private static final int WORKERS = 16;
  private static final int EPOCHS = 2;
  private static final int BATCH_SIZE = 32;
  private static final long SEED = 2;

  private static Dataset<Row> train;
  private static Dataset<Row> test;

  /** With momentum, at the rate of one worker. */
  private static double unscaled;

  @BeforeAll
  static void trainWithMomentumAlone(SparkSession session) {
    String folder = RealMnist.folder().toString();
    train =
        Frames.load(session, folder, Split.TRAIN, CLASSES)
            .filter("index < 10000")
            .persist(StorageLevel.MEMORY_ONLY());
    test = Frames.load(session, folder, Split.TEST, CLASSES).persist(StorageLevel.MEMORY_ONLY());
    unscaled = accuracy(session, unscaled(), dealt(), EPOCHS);
  }

  @AfterAll
  static void forget() {
    if (test != null) {
      train.unpersist();
      test.unpersist();
    }
  }

  /** Measured: 0.41 (0.37 to 0.45); 0.17 (0.15 to 0.20) where no momentum is carried over. */
  @Test
  void outerMomentumMakesMoreOfAnEpoch(SparkSession session) {
    double plain = accuracy(session, unscaled().outerStep(OuterStep.MEAN), dealt(), EPOCHS);

    assertTrue(unscaled > plain + 0.28, unscaled + " with, " + plain + " without");
  }

  /** Measured: 0.16 (0.13 to 0.18); -0.33 where the rate shrinks instead. */
  @Test
  void aRateThatGrowsWithTheWorkersMakesMoreOfAnEpoch(SparkSession session) {
    double scaled = accuracy(session, defaults(), dealt(), EPOCHS);

    assertTrue(scaled > unscaled + 0.07, scaled + " with, " + unscaled + " without");
  }

  /** Measured: -0.008 (-0.006 to -0.009); -0.37 where all workers count alike. */
  @Test
  void workersWithFewExamplesDontHoldBackTheOneWithMost(SparkSession session) {
    JavaRDD<DataSet> most = dealt(train.filter("index < 9400"), 1);
    JavaRDD<DataSet> few = dealt(train.filter("index >= 9400"), 3);

    double alone = accuracy(session, averagedOnce(), most, 1);
    double together = accuracy(session, averagedOnce(), most.union(few), 1);

    assertTrue(together > alone - 0.05, together + " together, " + alone + " alone");
  }

  private static AveragingTrainingMaster.Builder defaults() {
    return new AveragingTrainingMaster.Builder().forWorkers(WORKERS, 10_000, 5);
  }

  private static AveragingTrainingMaster.Builder unscaled() {
    return defaults().learningRateScaling(LearningRateScaling.NONE);
  }

  private static AveragingTrainingMaster.Builder averagedOnce() {
    return new AveragingTrainingMaster.Builder()
        .batchSizePerWorker(BATCH_SIZE)
        .averagingFrequency(Integer.MAX_VALUE);
  }

  private static JavaRDD<DataSet> dealt() {
    return dealt(train, WORKERS);
  }

  private static JavaRDD<DataSet> dealt(Dataset<Row> frame, int workers) {
    return Minibatches.of(frame, INPUTS, CLASSES, workers, BATCH_SIZE, SEED);
  }

  private static double accuracy(
      SparkSession session,
      AveragingTrainingMaster.Builder builder,
      JavaRDD<DataSet> data,
      int epochs) {
    NetworkSettings settings =
        new NetworkSettings(
            784,
            List.of(64),
            HiddenActivation.RELU,
            CLASSES,
            UpdaterChoice.RMSPROP,
            0.0001,
            0,
            SEED);
    try (AveragingTrainingMaster master = builder.rngSeed(SEED).build()) {
      SparkDl4jMultiLayer network =
          new SparkDl4jMultiLayer(
              new JavaSparkContext(session.sparkContext()),
              Networks.configuration(settings),
              master);
      for (int epoch = 0; epoch < epochs; epoch++) {
        network.fit(data);
      }
      return DistributedEvaluation.evaluate(
              test, Networks.classifier(network.getNetwork(), "the network", 1))
          .accuracy();
    }
  }
}
