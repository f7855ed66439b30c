package org.mnistspark.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
  @Test
  void sumsRowsColumnsDiagonalAndAll() {
    ConfusionMatrix matrix = ConfusionMatrix.of(new long[][] {{5, 1}, {3, 7}});
    assertEquals(6, matrix.support(0));
    assertEquals(8, matrix.predictions(0));
    assertEquals(12, matrix.correct());
    assertEquals(16, matrix.total());
    assertEquals(3, matrix.count(1, 0));
  }

  @Test
  void copiesItsCounts() {
    long[][] counts = {{5}};
    ConfusionMatrix matrix = ConfusionMatrix.of(counts);
    counts[0][0] = 6;
    assertEquals(5, matrix.count(0, 0));
  }

  @Test
  void listsItsErrorsByFrequency() {
    ConfusionMatrix matrix = ConfusionMatrix.of(new long[][] {{5, 1, 2}, {3, 7, 0}, {2, 0, 9}});
    assertEquals(
        List.of(
            new ConfusionMatrix.Confusion(1, 0, 3),
            new ConfusionMatrix.Confusion(0, 2, 2),
            new ConfusionMatrix.Confusion(2, 0, 2),
            new ConfusionMatrix.Confusion(0, 1, 1)),
        matrix.confusions());
  }

  @Test
  void refusesWhatIsNotSquare() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> ConfusionMatrix.of(new long[][] {{1, 2}, {3}}));
    assertEquals("expected 2 columns in row 1, found 1", e.getMessage());
  }

  @Test
  void refusesNegativeCounts() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ConfusionMatrix.of(new long[][] {{-1}}));
    assertEquals("expected counts of 0 or more, found -1 in row 0", e.getMessage());
  }

  @Test
  void refusesClassesThatItDoesNotHave() {
    ConfusionMatrix matrix = ConfusionMatrix.of(new long[][] {{5, 1}, {3, 7}});
    IndexOutOfBoundsException e =
        assertThrows(IndexOutOfBoundsException.class, () -> matrix.count(0, 2));
    assertEquals("expected classes from 0 to 1, found 0, 2", e.getMessage());
  }
}
