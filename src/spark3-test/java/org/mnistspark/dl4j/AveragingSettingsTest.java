package org.mnistspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mnistspark.averaging.Averaging;
import org.mnistspark.averaging.LearningRateScaling;
import org.mnistspark.averaging.LearningRateSchedule;
import org.mnistspark.averaging.LearningRates;
import org.mnistspark.averaging.OuterStep;

final class AveragingSettingsTest {
  private static final String KEYS =
      "settings of an AveragingTrainingMaster: expected the keys"
          + " [batchSizePerWorker, averagingFrequency, outerMomentum, outerNesterov,"
          + " learningRateScaling, learningRateSchedule, plannedEpochs, warmupRounds, rngSeed] and perhaps workers, found ";

  private static String refusal(String json) {
    return assertThrows(IllegalArgumentException.class, () -> AveragingSettings.fromJson(json))
        .getMessage();
  }

  @Test
  void comeBackFromJsonAndYaml() {
    AveragingSettings with =
        new AveragingSettings(
            OptionalInt.of(3),
            new Averaging(
                64,
                8,
                OuterStep.of(0.7, true),
                new LearningRates(LearningRateScaling.SQRT, LearningRateSchedule.LINEAR, 5, 12),
                Long.MIN_VALUE));
    AveragingSettings without =
        new AveragingSettings(
            OptionalInt.empty(), new Averaging(1, 1, OuterStep.MEAN, LearningRates.OWN, 0));

    assertEquals(with, AveragingSettings.fromJson(with.toJson()));
    assertEquals(with, AveragingSettings.fromYaml(with.toYaml()));
    assertEquals(without, AveragingSettings.fromJson(without.toJson()));
    assertEquals(without, AveragingSettings.fromYaml(without.toYaml()));
  }

  @Test
  void unknownAndMissingKeysAreRefused() {
    assertEquals(
        KEYS + "[averagingFrequency, batchSize, rngSeed]",
        refusal("{\"batchSize\": 1, \"averagingFrequency\": 1, \"rngSeed\": 1}"));
    assertEquals(KEYS + "[rngSeed]", refusal("{\"rngSeed\": 1}"));
    assertEquals(KEYS + "[]", refusal("3"));
    assertEquals(KEYS + "[]", refusal("null"));
    assertEquals(KEYS + "[]", refusal(""));
    assertEquals(
        KEYS + "[]",
        assertThrows(IllegalArgumentException.class, () -> AveragingSettings.fromYaml(""))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "1.5, 'batchSizePerWorker: expected a whole number, found 1.5'",
    "null, 'batchSizePerWorker: expected a whole number, found null'",
    "true, 'batchSizePerWorker: expected a whole number, found true'",
    "4294967297, 'batchSizePerWorker: expected a whole number, found 4294967297'",
    "0, 'batch size: expected at least 1, found 0'"
  })
  void wrongNumbersAreRefused(String number, String message) {
    assertEquals(
        message,
        refusal(json().replace("\"batchSizePerWorker\":64", "\"batchSizePerWorker\":" + number)));
  }

  @Test
  void wrongNamesAreRefused() {
    assertEquals(
        "learningRateScaling: expected one of [NONE, SQRT, LINEAR, STEPS], found \"CUBIC\"",
        refusal(json().replace("SQRT", "CUBIC")));
    assertEquals(
        "outerMomentum: expected a number, found \"much\"",
        refusal(json().replace("0.7", "\"much\"")));
  }

  private static String json() {
    return new AveragingSettings(
            OptionalInt.of(3),
            new Averaging(
                64,
                8,
                OuterStep.of(0.7, true),
                new LearningRates(LearningRateScaling.SQRT, LearningRateSchedule.LINEAR, 5, 0),
                1))
        .toJson();
  }

  @Test
  void whatIsNoJsonIsRefused() {
    String message = refusal("{\"rngSeed\": ");

    assertTrue(
        message.startsWith("expected settings of an AveragingTrainingMaster, found {"), message);
  }
}
