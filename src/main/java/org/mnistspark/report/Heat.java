package org.mnistspark.report;

import org.mnistspark.evaluation.ConfusionMatrix;

/** How strongly a cell of a confusion matrix is coloured. */
final class Heat {
  private Heat() {}

  /**
   * On the diagonal the recall, from 0 to 1. Off it from 0 to -1, by the square root of the count:
   * a classifier with a few errors has them in a few cells, and single ones must be visible, too.
   */
  static double of(ConfusionMatrix confusion, int label, int predicted) {
    long count = confusion.count(label, predicted);
    if (count == 0) {
      return 0;
    }
    return label == predicted
        ? (double) count / confusion.support(label)
        : -Math.sqrt((double) count / worst(confusion));
  }

  private static long worst(ConfusionMatrix confusion) {
    long worst = 0;
    for (int label = 0; label < confusion.classes(); label++) {
      for (int predicted = 0; predicted < confusion.classes(); predicted++) {
        worst = label == predicted ? worst : Math.max(worst, confusion.count(label, predicted));
      }
    }
    return worst;
  }
}
