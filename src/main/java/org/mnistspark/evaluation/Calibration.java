package org.mnistspark.evaluation;

import java.util.List;

/**
 * Whether a classifier that says "90 percent" is right nine times out of ten: examples grouped by
 * the confidence of their prediction (Guo et al., 2017, "On Calibration of Modern Neural
 * Networks").
 *
 * @param bins of equal width over [0,1], in order, empty ones included
 */
public record Calibration(List<Bin> bins) {

  /** Copies the list. */
  public Calibration {
    bins = List.copyOf(bins);
  }

  /**
   * The examples whose confidence lies in [from, to), or in the last bin [from, 1].
   *
   * @param from lower end
   * @param to upper end
   * @param examples how many there are
   * @param correct how many of them were classified correctly
   * @param confidence their mean confidence; 0 without examples
   */
  public record Bin(double from, double to, long examples, long correct, double confidence) {

    /** The part that was classified correctly; 0 without examples. */
    public double accuracy() {
      return examples == 0 ? 0 : (double) correct / examples;
    }
  }

  /**
   * The expected calibration error: the mean distance of accuracy and confidence, weighted by the
   * bins' examples; 0 is best. 0 without examples, too.
   */
  public double expectedError() {
    double sum = 0;
    long examples = 0;
    for (Bin bin : bins) {
      sum += bin.examples() * Math.abs(bin.accuracy() - bin.confidence());
      examples += bin.examples();
    }
    return examples == 0 ? 0 : sum / examples;
  }
}
