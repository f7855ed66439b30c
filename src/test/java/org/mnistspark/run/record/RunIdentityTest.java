package org.mnistspark.run.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class RunIdentityTest {
  private static final String RUN =
      """
      {"run_id": "a", "start": "2026-01-01T00:00:00Z", "seed": 42, "workers": 2,
       "configuration": {"data": "x", "output": "y", "epochs": 5, "hidden": [512, 256], "sample_predictions": 10,
         "checkpoint_every": 1},
       "averaging": {"batch_size": 128},
       "data": {"uri": "x", "files": {"train-images-idx3-ubyte.gz": {"sha256": "ab"}}}}
      """;

  @Test
  void hasWhatDecidesTheWeightsAndNothingElse() {
    assertEquals(
        Map.of(
            "epochs", "5",
            "hidden", "[512,256]",
            "seed", "42",
            "workers", "2",
            "batch_size", "128"),
        RunIdentity.ofRunJson(RUN).settings());
    assertEquals(Map.of("train-images-idx3-ubyte", "ab"), RunIdentity.ofRunJson(RUN).files());
    assertEquals(OptionalInt.of(2), RunIdentity.ofRunJson(RUN).workers());
  }

  @Test
  void namesTheFirstDifference() {
    RunIdentity run = RunIdentity.ofRunJson(RUN);

    assertEquals(Optional.empty(), run.difference(RunIdentity.ofRunJson(RUN)));
    assertEquals(
        Optional.of("expected epochs 5, found 6"),
        run.difference(RunIdentity.ofRunJson(RUN.replace("\"epochs\": 5", "\"epochs\": 6"))));
    assertEquals(
        Optional.of("expected train-images-idx3-ubyte ab, found none"),
        run.difference(RunIdentity.ofRunJson(RUN.replace("train-images", "images"))));
    assertEquals(
        Optional.of("expected no l2, found 0.1"),
        run.difference(
            RunIdentity.ofRunJson(RUN.replace("\"epochs\": 5", "\"epochs\": 5, \"l2\": 0.1"))));
  }

  @Test
  void whatRunJsonComesToSayDoesNotMatter() {
    String later =
        RUN.replace("\"epochs\": 5", "\"epochs\": 5, \"colour\": \"red\"")
            .replace("\"batch_size\": 128", "\"batch_size\": 128, \"new\": 1");

    assertEquals(
        Optional.empty(), RunIdentity.ofRunJson(RUN).difference(RunIdentity.ofRunJson(later)));
  }

  @Test
  void whatIsNoJsonIsRefused() {
    assertEquals(
        "expected a run.json, found text that is not JSON",
        assertThrows(IllegalArgumentException.class, () -> RunIdentity.ofRunJson("{"))
            .getMessage());
  }
}
