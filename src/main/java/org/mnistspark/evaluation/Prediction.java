package org.mnistspark.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * What a classifier says about one example, and what is true.
 *
 * @param probabilities one per class
 * @param predicted the most probable class; of equally probable ones the lowest
 * @param confidence its probability
 * @param label true class
 */
public record Prediction(List<Float> probabilities, int predicted, float confidence, int label) {

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if a class is out of range or the confidence is another one
   *     than the predicted class's
   */
  public Prediction {
    probabilities = List.copyOf(probabilities);
    checkClass("predicted class", predicted, probabilities.size());
    checkClass("label", label, probabilities.size());
    if (probabilities.get(predicted) != confidence) {
      throw new IllegalArgumentException(
          "expected the confidence "
              + probabilities.get(predicted)
              + " of class "
              + predicted
              + ", found "
              + confidence);
    }
  }

  /**
   * The prediction in one row of probabilities.
   *
   * @param probabilities rows of class probabilities
   * @param offset where the row begins
   * @param classes its length
   * @param label true class
   * @throws IllegalArgumentException if the label is no class or a value is no probability
   */
  public static Prediction of(float[] probabilities, int offset, int classes, int label) {
    int predicted = Probabilities.argmax(probabilities, offset, classes);
    List<Float> row = new ArrayList<>(classes);
    for (int c = 0; c < classes; c++) {
      row.add(probabilities[offset + c]);
    }
    return new Prediction(row, predicted, row.get(predicted), label);
  }

  private static void checkClass(String what, int value, int classes) {
    if (value < 0 || value >= classes) {
      throw new IllegalArgumentException(
          "expected a " + what + " from 0 to " + (classes - 1) + ", found " + value);
    }
  }
}
