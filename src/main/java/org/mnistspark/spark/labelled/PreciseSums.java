package org.mnistspark.spark.labelled;

import java.io.Serializable;

/** Sums in twice the precision of a double: high and low part. */
final class PreciseSums implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double[] high;
  private final double[] low;

  PreciseSums(int sums) {
    high = new double[sums];
    low = new double[sums];
  }

  void add(int i, double value) {
    // Knuth's sum: exact, whichever of the two is greater.
    double sum = high[i] + value;
    double part = sum - high[i];
    double error = (high[i] - (sum - part)) + (value - part);
    high[i] = sum;
    low[i] += error;
  }

  void merge(PreciseSums other) {
    for (int i = 0; i < high.length; i++) {
      add(i, other.high[i]);
      low[i] += other.low[i];
    }
  }

  double value(int i) {
    return high[i] + low[i];
  }

  /**
   * The variance of n values, of which these are the sums of the squares, without losing it where
   * the mean is far from zero.
   */
  double varianceOf(int i, PreciseSums values, long n) {
    double mean = values.value(i) / n;
    double product = mean * values.high[i];
    double error = Math.fma(mean, values.high[i], -product);
    double centred = (high[i] - product) + (low[i] - error - mean * values.low[i]);
    return Math.max(0, centred / n);
  }
}
