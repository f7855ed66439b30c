package org.mnistspark.run.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mnistspark.evaluation.ConfusionMatrix;
import org.mnistspark.evaluation.Metrics;

class MetricsJsonTest {
  private static final List<String> CLASSES = List.of("no", "a \"yes\"");
  private static final Metrics TEST =
      Metrics.of(ConfusionMatrix.of(new long[][] {{3, 1}, {0, 4}}), 0.0625);
  private static final String ROOT =
      """
      {
        "run_id" : "20260101T120000Z",
        "dataset" : "mnist",
        "test" : {
          "accuracy" : 0.875,
          "loss" : 0.0625,
          "examples" : 8,
          "macro_f1" : 0.873015873015873,
          "macro_precision" : 0.9,
          "macro_recall" : 0.875,
          "balanced_accuracy" : 0.875,
          "per_class" : [ {
            "class" : 0,
            "name" : "no",
            "precision" : 1.0,
            "recall" : 0.75,
            "f1" : 0.8571428571428571,
            "support" : 4
          }, {
            "class" : 1,
            "name" : "a \\"yes\\"",
            "precision" : 0.8,
            "recall" : 1.0,
            "f1" : 0.8888888888888888,
            "support" : 4
          } ]
        }""";

  @Test
  void rendersATrainingRun() {
    TrainingSummary summary =
        new TrainingSummary(
            "20260101T120000Z",
            "mnist",
            TEST,
            Optional.empty(),
            0.99,
            0.03125,
            4.5,
            66666.5,
            147,
            2,
            5);
    String expected =
        ROOT
            + """
            ,
              "train" : {
                "accuracy" : 0.99,
                "loss" : 0.03125,
                "seconds" : 4.5,
                "images_per_second" : 66666.5,
                "rounds" : 147
              },
              "workers" : 2,
              "epochs" : 5
            }
            """;
    assertEquals(expected, MetricsJson.render(summary, CLASSES));
  }

  @Test
  void rendersAnEvaluation() {
    assertEquals(ROOT + "\n}\n", MetricsJson.render("20260101T120000Z", "mnist", TEST, CLASSES));
  }

  @Test
  void refusesNumbersThatJsonHasNoWordFor() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new TrainingSummary(
                    "a", "mnist", TEST, Optional.empty(), 1, Double.NaN, 1, 1, 1, 1, 1));
    assertEquals("expected a finite train.loss, found NaN", e.getMessage());
  }

  @Test
  void saysHowTheHeldOutExamplesWent() {
    TrainingSummary summary =
        new TrainingSummary(
            "a",
            "mnist",
            TEST,
            Optional.of(new Validation(6000, 0.975, 0.0625, 4)),
            0.5,
            0.5,
            1,
            1,
            1,
            1,
            5);
    String json = MetricsJson.render(summary, CLASSES);
    assertTrue(
        json.contains(
            """
              "validation" : {
                "accuracy" : 0.975,
                "loss" : 0.0625,
                "examples" : 6000,
                "best_epoch" : 4
              }
            """
                .indent(0)
                .stripTrailing()),
        json);
  }
}
