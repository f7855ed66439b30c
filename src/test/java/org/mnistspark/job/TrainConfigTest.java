package org.mnistspark.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mnistspark.averaging.Averaging;
import org.mnistspark.averaging.AveragingConfig;
import org.mnistspark.averaging.AveragingDefaults;
import org.mnistspark.averaging.LearningRateScaling;
import org.mnistspark.averaging.LearningRateSchedule;
import org.mnistspark.averaging.LearningRates;
import org.mnistspark.averaging.OuterStep;
import org.mnistspark.cli.TrainSettings;
import org.mnistspark.dl4j.HiddenActivation;
import org.mnistspark.dl4j.UpdaterChoice;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.spark.labelled.LabelledChoice;
import org.mnistspark.tracking.MlflowConfig;

/** Every setting by its default, every setting by its option. */
final class TrainConfigTest {
  @Test
  void defaults() {
    assertEquals(
        new TrainConfig(
            Choices.data(Optional.empty(), "data", 0),
            new NetworkConfig(List.of(512), HiddenActivation.RELU, UpdaterChoice.RMSPROP, 0.001, 0),
            new AveragingConfig(
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0),
            new TrainingConfig(
                TrainingMasterChoice.AVERAGING,
                OptionalInt.empty(),
                Optional.empty(),
                5,
                OptionalInt.empty(),
                42),
            new RunConfig("runs", Optional.empty(), ExistingRun.REFUSE, 10, 1, Optional.empty())),
        TrainSettings.of());
  }

  @Test
  void everySettingHasAnOption() {
    assertEquals(
        new TrainConfig(
            new DataConfig(
                Optional.of("hdfs://h/mnist"),
                "data",
                Optional.of("hdfs://h/test"),
                0,
                0.1,
                new LabelledChoice(
                    Optional.of("kind"), List.of("a", "b"), OptionalInt.of(3), List.of()),
                NormalizeChoice.MINMAX,
                ClassWeightsChoice.BALANCED),
            new NetworkConfig(
                List.of(64, 32), HiddenActivation.TANH, UpdaterChoice.ADAM, 0.01, 0.5),
            new AveragingConfig(
                OptionalInt.of(16),
                OptionalInt.of(3),
                OptionalDouble.of(0.25),
                Optional.of(false),
                Optional.of(LearningRateScaling.SQRT),
                Optional.of(LearningRateSchedule.COSINE),
                7),
            new TrainingConfig(
                TrainingMasterChoice.AVERAGING,
                OptionalInt.of(4),
                Optional.of("runs/b"),
                9,
                OptionalInt.of(2),
                1),
            new RunConfig(
                "hdfs://h/runs",
                Optional.of("a"),
                ExistingRun.RESUME,
                3,
                2,
                Optional.of(
                    new MlflowConfig(
                        URI.create("https://h/mlflow"), Optional.of("Basic YTpi"), "digits")))),
        TrainSettings.of(
            "--data=hdfs://h/mnist",
            "--test-data=hdfs://h/test",
            "--validation-fraction=0.1",
            "--label=kind",
            "--features=a,b",
            "--classes=3",
            "--normalize=minmax",
            "--class-weights=balanced",
            "--from=runs/b",
            "--hidden=64,32",
            "--activation=tanh",
            "--updater=adam",
            "--learning-rate=0.01",
            "--l2=0.5",
            "--mlflow-tracking-uri=https://a:b@h/mlflow/",
            "--mlflow-experiment=digits",
            "--batch-size=16",
            "--averaging-frequency=3",
            "--outer-momentum=0.25",
            "--outer-nesterov=false",
            "--learning-rate-scaling=sqrt",
            "--learning-rate-schedule=cosine",
            "--warmup-rounds=7",
            "--workers=4",
            "--epochs=9",
            "--early-stopping-patience=2",
            "--seed=1",
            "--output=hdfs://h/runs",
            "--run-id=a",
            "--resume",
            "--sample-predictions=3",
            "--checkpoint-every=2"));
    assertEquals(
        ExistingRun.OVERWRITE, TrainSettings.of("--run-id=a", "--overwrite").run().existing());
  }

  @Test
  void whatIsLeftOpenIsChosenByWorkerCount() {
    for (int workers : new int[] {1, 2, 8, 16}) {
      assertEquals(
          AveragingDefaults.forWorkers(workers, 3_000, 5, 42),
          TrainSettings.of().averaging(workers, 3_000));
    }
  }

  @Test
  void whatIsSaidWins() {
    Averaging averaging =
        TrainSettings.of(
                "--batch-size=7",
                "--averaging-frequency=8",
                "--outer-momentum=0.25",
                "--outer-nesterov=true",
                "--learning-rate-scaling=none",
                "--learning-rate-schedule=cosine",
                "--warmup-rounds=9")
            .averaging(2, 60_000);

    assertEquals(
        new Averaging(
            7,
            8,
            OuterStep.of(0.25, true),
            new LearningRates(LearningRateScaling.NONE, LearningRateSchedule.COSINE, 5, 9),
            42),
        averaging);
    assertEquals(
        "2 workers, minibatches of 7, averaged after every 8; outer step nesterov 0.25; learning rate x 1.00, cosine"
            + " after a rise over 9 rounds",
        averaging.describe(2, 60_000));
    assertEquals("cosine", averaging.settings(2, 60_000).get("learning_rate_schedule"));
  }

  @Test
  @Tag("dl4j-spark")
  void theStockMasterAveragesPlainly() {
    assertEquals(
        new Averaging(
            128,
            64,
            OuterStep.MEAN,
            new LearningRates(LearningRateScaling.NONE, LearningRateSchedule.CONSTANT, 5, 0),
            42),
        TrainSettings.of("--training-master=dl4j").averaging(4, 60_000));
  }

  @Test
  @Tag("dl4j-spark")
  void theStockMasterHasNoOuterStep() {
    String message =
        assertThrows(
                ConfigurationException.class,
                () -> TrainSettings.of("--training-master=dl4j", "--outer-momentum=0.5"))
            .getMessage();

    assertTrue(message.startsWith("`training-master` dl4j: expected plain averaging"), message);
  }

  @Test
  void patienceNeedsExamplesToWatch() {
    String message =
        assertThrows(
                ConfigurationException.class, () -> TrainSettings.of("--early-stopping-patience=2"))
            .getMessage();

    assertTrue(
        message.startsWith("`early-stopping-patience`: expected a `validation-fraction`"), message);
  }
}
