package org.mnistspark.evaluation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Sums behind a {@link Calibration} that merge. As in {@link EvaluationSum} they are integers, so
 * that neither partitioning nor merge order shows: confidences count in units of 2<sup>-30</sup>,
 * which leaves room for eight billion examples.
 */
final class CalibrationSum implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int BINS = 10;
  private static final double UNITS = 1 << 30;

  private final long[] examples = new long[BINS];
  private final long[] correct = new long[BINS];
  private final long[] confidenceUnits = new long[BINS];

  void add(float confidence, boolean isCorrect) {
    // A softmax may exceed 1 by rounding.
    double p = Math.min(1, confidence);
    int bin = Math.min(BINS - 1, (int) (p * BINS));
    confidenceUnits[bin] = Math.addExact(confidenceUnits[bin], Math.round(p * UNITS));
    examples[bin]++;
    correct[bin] += isCorrect ? 1 : 0;
  }

  void merge(CalibrationSum other) {
    for (int bin = 0; bin < BINS; bin++) {
      examples[bin] = Math.addExact(examples[bin], other.examples[bin]);
      correct[bin] = Math.addExact(correct[bin], other.correct[bin]);
      confidenceUnits[bin] = Math.addExact(confidenceUnits[bin], other.confidenceUnits[bin]);
    }
  }

  Calibration calibration() {
    List<Calibration.Bin> bins = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      double mean = examples[bin] == 0 ? 0 : confidenceUnits[bin] / UNITS / examples[bin];
      bins.add(
          new Calibration.Bin(
              (double) bin / BINS, (bin + 1.0) / BINS, examples[bin], correct[bin], mean));
    }
    return new Calibration(bins);
  }
}
