package org.mnistspark.evaluation;

import java.io.Serializable;

/**
 * Sums over classified examples that parts of a data set contribute to and that merge.
 *
 * <p>Every sum is an integer, so adding is exactly associative and commutative: the metrics are the
 * same bits for any partitioning and any merge order. For the loss this means fixed point: the
 * {@code -ln p} of each example is rounded to a multiple of 2<sup>-28</sup> (3.7e-9). With p not
 * below {@link #FLOOR} a loss is at most 16.2, 4.4e9 units, so that two billion examples fit into a
 * long; more fail instead of wrapping around.
 */
public final class EvaluationSum implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * The least probability in the log loss, Keras' {@code backend.epsilon()}: a label that was given
   * probability 0 costs -ln 1e-7 = 16.118, not infinity.
   */
  public static final float FLOOR = 1e-7f;

  private static final double UNITS_PER_NAT = 1 << 28;

  private final int classes;
  // [classes, classes] row-major; rows: true, columns: predicted
  private final long[] counts;
  private long lossUnits;

  /**
   * The sum over no examples.
   *
   * @param classes classes per example, at least 1
   */
  public EvaluationSum(int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException("expected at least 1 class, found " + classes);
    }
    this.classes = classes;
    this.counts = new long[Math.multiplyExact(classes, classes)];
  }

  /**
   * Adds one example.
   *
   * @param probabilities rows of class probabilities
   * @param offset where this example's row of {@code classes} values begins
   * @param label true class
   * @throws IllegalArgumentException if the label is no class, the row is not wholly there or holds
   *     something else than probabilities, NaN for example; the sum is unchanged then
   */
  public void add(float[] probabilities, int offset, int label) {
    if (label < 0 || label >= classes) {
      throw new IllegalArgumentException(
          "expected a label from 0 to " + (classes - 1) + ", found " + label);
    }
    if (offset < 0 || probabilities.length - offset < classes) {
      throw new IllegalArgumentException(
          "expected "
              + classes
              + " probabilities from offset "
              + offset
              + ", found an array of "
              + probabilities.length);
    }
    int predicted = Probabilities.argmax(probabilities, offset, classes);
    lossUnits = Math.addExact(lossUnits, lossUnits(probabilities[offset + label]));
    counts[label * classes + predicted]++;
  }

  private static long lossUnits(float probability) {
    double p = Math.min(1, Math.max(FLOOR, probability));
    // StrictMath, because Math.log may differ in the last bit between machines.
    return Math.round(-StrictMath.log(p) * UNITS_PER_NAT);
  }

  /**
   * Adds another sum to this one.
   *
   * @return this
   * @throws IllegalArgumentException if the number of classes differs
   */
  public EvaluationSum merge(EvaluationSum other) {
    if (other.classes != classes) {
      throw new IllegalArgumentException(
          "expected a sum over " + classes + " classes, found one over " + other.classes);
    }
    lossUnits = Math.addExact(lossUnits, other.lossUnits);
    for (int i = 0; i < counts.length; i++) {
      counts[i] = Math.addExact(counts[i], other.counts[i]);
    }
    return this;
  }

  /** Examples added so far. */
  public long examples() {
    long sum = 0;
    for (long count : counts) {
      sum = Math.addExact(sum, count);
    }
    return sum;
  }

  /**
   * What the sums say.
   *
   * @throws IllegalStateException if there is no example
   */
  public Metrics metrics() {
    long examples = examples();
    if (examples == 0) {
      throw new IllegalStateException(
          "expected at least 1 example to evaluate, found none: the data set is empty");
    }
    return Metrics.of(new ConfusionMatrix(classes, counts), lossUnits / UNITS_PER_NAT / examples);
  }
}
