package org.mnistspark.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Immutable counts of examples by true class (rows) and predicted class (columns). */
public final class ConfusionMatrix {
  private static final Comparator<Confusion> MOST_FREQUENT =
      Comparator.comparingLong(Confusion::count)
          .reversed()
          .thenComparingInt(Confusion::label)
          .thenComparingInt(Confusion::predicted);

  private final int classes;
  // [classes, classes] row-major
  private final long[] counts;

  ConfusionMatrix(int classes, long[] counts) {
    this.classes = classes;
    this.counts = counts.clone();
  }

  /**
   * A matrix with these counts.
   *
   * @param counts one row per true class, one column per predicted class
   * @throws IllegalArgumentException if it is not square or a count is negative
   */
  public static ConfusionMatrix of(long[][] counts) {
    int classes = counts.length;
    long[] flat = new long[Math.multiplyExact(classes, classes)];
    for (int row = 0; row < classes; row++) {
      if (counts[row].length != classes) {
        throw new IllegalArgumentException(
            "expected " + classes + " columns in row " + row + ", found " + counts[row].length);
      }
      for (int column = 0; column < classes; column++) {
        if (counts[row][column] < 0) {
          throw new IllegalArgumentException(
              "expected counts of 0 or more, found " + counts[row][column] + " in row " + row);
        }
        flat[row * classes + column] = counts[row][column];
      }
    }
    return new ConfusionMatrix(classes, flat);
  }

  /** Number of classes. */
  public int classes() {
    return classes;
  }

  /** Examples of class {@code label} that were taken for class {@code predicted}. */
  public long count(int label, int predicted) {
    if (label < 0 || label >= classes || predicted < 0 || predicted >= classes) {
      throw new IndexOutOfBoundsException(
          "expected classes from 0 to " + (classes - 1) + ", found " + label + ", " + predicted);
    }
    return counts[label * classes + predicted];
  }

  /** Examples of class {@code label}: the sum of its row. */
  public long support(int label) {
    long sum = 0;
    for (int predicted = 0; predicted < classes; predicted++) {
      sum += count(label, predicted);
    }
    return sum;
  }

  /** Examples taken for class {@code predicted}: the sum of its column. */
  public long predictions(int predicted) {
    long sum = 0;
    for (int label = 0; label < classes; label++) {
      sum += count(label, predicted);
    }
    return sum;
  }

  /** Examples that were taken for what they are: the sum of the diagonal. */
  public long correct() {
    long sum = 0;
    for (int label = 0; label < classes; label++) {
      sum += count(label, label);
    }
    return sum;
  }

  /**
   * One kind of error.
   *
   * @param label the true class
   * @param predicted the class it was taken for, another one
   * @param count how often, at least once
   */
  public record Confusion(int label, int predicted, long count) {}

  /** All kinds of errors, the most frequent first; of equally frequent ones the lower classes. */
  public List<Confusion> confusions() {
    List<Confusion> found = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      for (int predicted = 0; predicted < classes; predicted++) {
        long count = count(label, predicted);
        if (label != predicted && count > 0) {
          found.add(new Confusion(label, predicted, count));
        }
      }
    }
    found.sort(MOST_FREQUENT);
    return found;
  }

  /** All examples. */
  public long total() {
    return Arrays.stream(counts).sum();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConfusionMatrix matrix && Arrays.equals(counts, matrix.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return "ConfusionMatrix[classes=" + classes + ", counts=" + Arrays.toString(counts) + "]";
  }
}
