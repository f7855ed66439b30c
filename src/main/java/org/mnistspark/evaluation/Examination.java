package org.mnistspark.evaluation;

import java.util.List;

/**
 * All that one look at a data set shows of a classifier.
 *
 * @param metrics how good it is
 * @param calibration how far its confidence can be trusted
 * @param samples the first examples by index
 * @param mistakes the wrong predictions of the greatest confidence, greatest first; of equally
 *     confident ones the lower index first
 */
public record Examination(
    Metrics metrics,
    Calibration calibration,
    List<ScoredExample> samples,
    List<ScoredExample> mistakes) {

  /** Copies the lists. */
  public Examination {
    samples = List.copyOf(samples);
    mistakes = List.copyOf(mistakes);
  }
}
