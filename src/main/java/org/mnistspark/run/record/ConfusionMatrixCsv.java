package org.mnistspark.run.record;

import org.mnistspark.evaluation.ConfusionMatrix;

/**
 * {@code confusion_matrix.csv}: one row per true class and one column per predicted class, both
 * named. RFC 4180, with \n as the line end.
 */
public final class ConfusionMatrixCsv {
  private ConfusionMatrixCsv() {}

  /** The header and the rows. */
  public static String render(ConfusionMatrix confusion) {
    StringBuilder csv = new StringBuilder("true/predicted");
    for (int predicted = 0; predicted < confusion.classes(); predicted++) {
      csv.append(',').append(predicted);
    }
    csv.append('\n');
    for (int label = 0; label < confusion.classes(); label++) {
      csv.append(label);
      for (int predicted = 0; predicted < confusion.classes(); predicted++) {
        csv.append(',').append(confusion.count(label, predicted));
      }
      csv.append('\n');
    }
    return csv.toString();
  }
}
