package org.mnistspark.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class PredictionTest {
  @Test
  void predictsTheMostProbableClassOfItsRow() {
    float[] rows = {1, 0, 0, 0.25f, 0.5f, 0.25f};
    assertEquals(
        new Prediction(List.of(0.25f, 0.5f, 0.25f), 1, 0.5f, 2), Prediction.of(rows, 3, 3, 2));
  }

  @Test
  void refusesLabelsThatAreNoClass() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> Prediction.of(new float[] {1, 0}, 0, 2, 2));
    assertEquals("expected a label from 0 to 1, found 2", e.getMessage());
  }

  @Test
  void refusesTheConfidenceOfAnotherClass() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Prediction(List.of(0.25f, 0.75f), 1, 0.25f, 0));
    assertEquals("expected the confidence 0.75 of class 1, found 0.25", e.getMessage());
  }

  @Test
  void theClassOfALabelIsTheFirstOfTheHighest() {
    assertEquals(1, Probabilities.argmax(new float[] {0.25f, 0.75f}));
    assertEquals(0, Probabilities.argmax(new float[] {0.5f, 0.5f}));
  }
}
