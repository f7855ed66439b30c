package org.mnistspark.report;

import java.util.List;
import org.mnistspark.evaluation.ConfusionMatrix;

/** How strongly the cells of a confusion matrix are coloured. */
final class Heat {
  private final ConfusionMatrix confusion;
  private final long worst;

  Heat(ConfusionMatrix confusion) {
    this.confusion = confusion;
    List<ConfusionMatrix.Confusion> errors = confusion.confusions();
    worst = errors.isEmpty() ? 0 : errors.get(0).count();
  }

  /**
   * On the diagonal the recall, from 0 to 1. Off it from 0 to -1, by the square root of the count:
   * a classifier with a few errors has them in a few cells, and single ones must be visible, too.
   */
  double of(int label, int predicted) {
    long count = confusion.count(label, predicted);
    if (count == 0) {
      return 0;
    }
    return label == predicted
        ? (double) count / confusion.support(label)
        : -Math.sqrt((double) count / worst);
  }
}
