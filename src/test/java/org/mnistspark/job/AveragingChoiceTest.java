package org.mnistspark.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.mnistspark.averaging.AveragingDefaults;
import org.mnistspark.averaging.LearningRateScaling;
import org.mnistspark.averaging.LearningRateSchedule;
import org.mnistspark.averaging.OuterStep;
import org.mnistspark.dl4j.HiddenActivation;
import org.mnistspark.dl4j.UpdaterChoice;

final class AveragingChoiceTest {
  private static TrainConfig config(
      TrainingMasterChoice master,
      OptionalInt number,
      OptionalDouble momentum,
      Optional<Boolean> nesterov) {
    return new TrainConfig(
        Optional.empty(),
        "data",
        "runs",
        Optional.empty(),
        ExistingRun.REFUSE,
        5,
        number,
        List.of(512),
        HiddenActivation.RELU,
        UpdaterChoice.RMSPROP,
        0.001,
        0,
        OptionalInt.empty(),
        master,
        number,
        momentum,
        nesterov,
        momentum.isPresent() ? Optional.of(LearningRateScaling.NONE) : Optional.empty(),
        momentum.isPresent() ? Optional.of(LearningRateSchedule.COSINE) : Optional.empty(),
        0,
        0,
        OptionalInt.empty(),
        42,
        10,
        1);
  }

  @Test
  void whatIsLeftOpenIsChosenByWorkerCount() {
    for (int workers : new int[] {1, 2, 8, 16}) {
      AveragingDefaults defaults = AveragingDefaults.forWorkers(workers);

      AveragingChoice choice =
          AveragingChoice.of(
              config(
                  TrainingMasterChoice.AVERAGING,
                  OptionalInt.empty(),
                  OptionalDouble.empty(),
                  Optional.empty()),
              workers);

      assertEquals(
          new AveragingChoice(
              workers,
              defaults.batchSize(),
              defaults.averagingFrequency(),
              defaults.outer(),
              defaults.scaling(),
              LearningRateSchedule.LINEAR,
              0),
          choice);
    }
  }

  @Test
  void everyFlagOverrides() {
    AveragingChoice choice =
        AveragingChoice.of(
            config(
                TrainingMasterChoice.AVERAGING,
                OptionalInt.of(7),
                OptionalDouble.of(0.25),
                Optional.of(true)),
            2);

    assertEquals(
        new AveragingChoice(
            2,
            7,
            7,
            OuterStep.of(0.25, true),
            LearningRateScaling.NONE,
            LearningRateSchedule.COSINE,
            0),
        choice);
    assertTrue(choice.line().contains("outer step nesterov 0.25"), choice.line());
    assertEquals(
        "cosine", choice.settings(TrainingMasterChoice.AVERAGING).get("learning_rate_schedule"));
  }

  @Test
  void theStockMasterAveragesPlainly() {
    AveragingChoice choice =
        AveragingChoice.of(
            config(
                TrainingMasterChoice.DL4J,
                OptionalInt.empty(),
                OptionalDouble.empty(),
                Optional.empty()),
            4);

    assertEquals(
        new AveragingChoice(
            4, 128, 64, OuterStep.MEAN, LearningRateScaling.NONE, LearningRateSchedule.CONSTANT, 0),
        choice);
  }

  @Test
  void theStockMasterHasNoOuterStep() {
    String message =
        assertThrows(
                ConfigurationException.class,
                () ->
                    config(
                        TrainingMasterChoice.DL4J,
                        OptionalInt.empty(),
                        OptionalDouble.of(0.5),
                        Optional.empty()))
            .getMessage();

    assertTrue(message.startsWith("`training-master` dl4j: expected plain averaging"), message);
  }
}
