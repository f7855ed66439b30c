package org.mnistspark.evaluation;

import java.util.Objects;

/** Reads one row of class probabilities. */
public final class Probabilities {
  /** A softmax in single precision may exceed 1 by rounding, not by more than this. */
  private static final float ROUNDING = 1e-5f;

  private Probabilities() {}

  /**
   * The most probable class of one row; of equally probable ones the lowest.
   *
   * @param probabilities rows of class probabilities
   * @param offset where the row begins
   * @param classes its length
   * @throws IllegalArgumentException if a value is no probability, NaN above all
   */
  public static int argmax(float[] probabilities, int offset, int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException("expected at least 1 class, found " + classes);
    }
    Objects.checkFromIndexSize(offset, classes, probabilities.length);
    for (int c = 0; c < classes; c++) {
      float p = probabilities[offset + c];
      // Written so that NaN, which no comparison holds for, is refused too.
      if (!(p >= 0 && p <= 1 + ROUNDING)) {
        throw new IllegalArgumentException(
            "expected probabilities in [0,1], found "
                + p
                + " for class "
                + c
                + ": the model has diverged or does not end in a softmax");
      }
    }
    return highest(probabilities, offset, classes);
  }

  /** The class of a label as one number per class: the first of the highest. */
  public static int argmax(float[] label) {
    return highest(label, 0, label.length);
  }

  private static int highest(float[] values, int offset, int classes) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      if (values[offset + c] > values[offset + best]) {
        best = c;
      }
    }
    return best;
  }
}
