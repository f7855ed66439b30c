package org.mnistspark.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
  @Test
  void agreesWithACaseWorkedOutByHand() {
    // Class 0: 5 examples, 3 found, 4 taken for it. Class 1: 4, 4, 6. Class 2: 3, 2, 2.
    ConfusionMatrix confusion = ConfusionMatrix.of(new long[][] {{3, 2, 0}, {0, 4, 0}, {1, 0, 2}});
    Metrics metrics = Metrics.of(confusion, 0.5);
    assertEquals(12, metrics.examples());
    assertEquals(9 / 12.0, metrics.accuracy());
    assertEquals(0.5, metrics.loss());
    assertEquals(
        List.of(
            new ClassMetrics(0, 3 / 4.0, 3 / 5.0, 2 / 3.0, 5),
            new ClassMetrics(1, 4 / 6.0, 1, 4 / 5.0, 4),
            new ClassMetrics(2, 1, 2 / 3.0, 4 / 5.0, 3)),
        metrics.perClass());
    assertEquals((2 / 3.0 + 4 / 5.0 + 4 / 5.0) / 3, metrics.macroF1());
  }

  @Test
  void aClassWithoutExamplesOrPredictionsScoresZeroAndCounts() {
    ConfusionMatrix confusion = ConfusionMatrix.of(new long[][] {{4, 0, 0}, {2, 0, 0}, {0, 0, 0}});
    Metrics metrics = Metrics.of(confusion, 0);
    assertEquals(new ClassMetrics(1, 0, 0, 0, 2), metrics.perClass().get(1));
    assertEquals(new ClassMetrics(2, 0, 0, 0, 0), metrics.perClass().get(2));
    assertEquals(8 / 10.0 / 3, metrics.macroF1());
    assertEquals(4 / 6.0 / 3, metrics.macroPrecision());
    assertEquals(1 / 3.0, metrics.macroRecall());
    assertEquals(1 / 2.0, metrics.balancedAccuracy(), "of the classes that have examples");
    assertEquals(List.of(1, 0), metrics.weakestFirst().stream().map(ClassMetrics::label).toList());
  }

  @Test
  void copiesItsList() {
    Metrics metrics = Metrics.of(ConfusionMatrix.of(new long[][] {{1}}), 0);
    List<ClassMetrics> list = new ArrayList<>(metrics.perClass());
    Metrics copy = new Metrics(1, 1, 0, 1, list, metrics.confusion());
    list.clear();
    assertEquals(metrics, copy);
  }

  @Test
  void refusesALossThatIsNotFinite() {
    ConfusionMatrix confusion = ConfusionMatrix.of(new long[][] {{1}});
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Metrics.of(confusion, Double.NaN));
    assertEquals("expected a finite loss, found NaN", e.getMessage());
  }

  @Test
  void refusesAMatrixWithoutExamples() {
    ConfusionMatrix confusion = ConfusionMatrix.of(new long[][] {{0}});
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Metrics.of(confusion, 0));
    assertEquals("expected at least 1 example, found none", e.getMessage());
  }
}
