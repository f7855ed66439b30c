package org.mnistspark.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.averaging.Averaging;
import org.mnistspark.averaging.AveragingDefaults;
import org.mnistspark.data.Split;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.dl4j.HiddenActivation;
import org.mnistspark.dl4j.Networks;
import org.mnistspark.dl4j.UpdaterChoice;
import org.mnistspark.engine.EngineListener;
import org.mnistspark.ml.MlpClassificationModel;
import org.mnistspark.ml.MlpClassifier;
import org.mnistspark.spark.source.Frames;
import org.mnistspark.testing.LocalSpark;

/** The job's training and Spark ML's estimator, on the same digits. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class MlpClassifierParityTest {
  private static final int DIGITS = 600;
  private static final int WORKERS = 2;
  private static final int EPOCHS = 2;
  private static final long SEED = 42;

  private static float[] trainedByTheJob(Dataset<Row> digits) {
    NetworkConfig network =
        new NetworkConfig(List.of(32), HiddenActivation.RELU, UpdaterChoice.RMSPROP, 0.001, 0.0001);
    Averaging averaging = AveragingDefaults.forWorkers(WORKERS, DIGITS, EPOCHS, SEED);
    try (EngineTrainer trainer =
        new EngineTrainer(
            Networks.init(Networks.configuration(network.settings(784, 10, SEED))),
            digits,
            WORKERS,
            averaging,
            new EngineListener() {})) {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        trainer.train(() -> false);
      }
      return trainer.network().params().toFloatVector();
    }
  }

  @Test
  void theEstimatorTrainsTheJobsWeightsToTheBit(SparkSession spark, @TempDir Path folder)
      throws IOException {
    SyntheticDigits.write(folder.resolve("digits"), DIGITS, 10, 3);
    Dataset<Row> digits =
        Frames.load(spark, folder.resolve("digits").toUri().toString(), Split.TRAIN, 10);
    float[] expected = trainedByTheJob(digits);
    Column label =
        org.apache.spark.sql.functions.expr("double(array_position(label, float(1)) - 1)");
    MlpClassifier classifier =
        new MlpClassifier().setHidden(32).setWorkers(WORKERS).setEpochs(EPOCHS).setL2(0.0001);

    MlpClassificationModel arrays = classifier.fit(digits.withColumn("label", label));
    MlpClassificationModel vectors =
        classifier.fit(
            digits
                .withColumn("label", label)
                .withColumn("features", functions.array_to_vector(digits.col("features")))
                .repartitionByRange(3, digits.col("index"))
                .sortWithinPartitions("index"));

    assertArrayEquals(expected, arrays.weights());
    assertArrayEquals(expected, vectors.weights());
    assertEquals(EPOCHS, arrays.summary().epochs().size());
    assertEquals(DIGITS, arrays.summary().examples());
  }
}
