package org.mnistspark.run.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.mnistspark.evaluation.ConfusionMatrix;

class CsvTest {
  private static final EpochHistory EPOCH =
      new EpochHistory(1, 0.30000000000000004, 0.91, 1.0E-5, 1, 2.5, 12345678.5);

  @Test
  void historyHasOneRowPerEpochWithAllDigits() {
    String expected =
        """
        epoch,train_loss,train_accuracy,eval_loss,eval_accuracy,seconds,images_per_second
        1,0.30000000000000004,0.91,1.0E-5,1.0,2.5,1.23456785E7
        2,0.125,0.5,0.25,0.75,3.0,100.0
        """;
    EpochHistory second = new EpochHistory(2, 0.125, 0.5, 0.25, 0.75, 3, 100);
    assertEquals(expected, HistoryCsv.render(List.of(EPOCH, second)));
  }

  @Test
  void historyOfNoEpochIsTheHeader() {
    assertEquals(
        "epoch,train_loss,train_accuracy,eval_loss,eval_accuracy,seconds,images_per_second\n",
        HistoryCsv.render(List.of()));
  }

  @Test
  void numbersHaveNoLocale() {
    Locale before = Locale.getDefault();
    String expected = HistoryCsv.render(List.of(EPOCH));
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertEquals(expected, HistoryCsv.render(List.of(EPOCH)));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void confusionMatrixNamesRowsAndColumns() {
    String expected =
        """
        true/predicted,0,1,2
        0,5,1,0
        1,0,7,0
        2,2,0,9
        """;
    assertEquals(
        expected,
        ConfusionMatrixCsv.render(
            ConfusionMatrix.of(new long[][] {{5, 1, 0}, {0, 7, 0}, {2, 0, 9}}),
            List.of("0", "1", "2")));
  }

  @Test
  void namesThatAreMoreThanAWordAreQuoted() {
    String csv =
        ConfusionMatrixCsv.render(
            ConfusionMatrix.of(new long[6][6]),
            List.of("a,b \"c\"", "", " x", "=1+1", "two\nlines", "plain name"));

    assertTrue(
        csv.startsWith(
            "true/predicted,\"a,b \"\"c\"\"\",\"\",\" x\",\"=1+1\",\"two\nlines\",plain name\n"
                + "\"a,b \"\"c\"\"\",0,0,0,0,0,0\n"),
        csv);
  }

  @Test
  void refusesEpochsWithoutFiniteNumbers() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new EpochHistory(1, 1, 1, Double.POSITIVE_INFINITY, 1, 1, 1));
    assertEquals("expected a finite eval_loss, found Infinity", e.getMessage());
  }

  @Test
  void refusesEpochsBeforeTheFirst() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new EpochHistory(0, 1, 1, 1, 1, 1, 1));
    assertEquals("expected an epoch from 1, found 0", e.getMessage());
  }
}
