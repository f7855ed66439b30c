package org.mnistspark.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mnistspark.run.record.EpochHistory;
import org.mnistspark.run.record.TrainingSummary;

/**
 * What a report says about the training.
 *
 * @param summary as in metrics.json
 * @param history one entry per epoch, at least one
 * @param phases where the time went
 * @param averaging settings of the averaging as resolved, in order
 * @param featureUnit what the model takes, in words
 */
public record TrainingReport(
    TrainingSummary summary,
    List<EpochHistory> history,
    Phases phases,
    Map<String, Object> averaging,
    String featureUnit) {

  /** Copies list and map. */
  public TrainingReport {
    history = List.copyOf(history);
    averaging = Collections.unmodifiableMap(new LinkedHashMap<>(averaging));
    if (history.isEmpty()) {
      throw new IllegalArgumentException("expected at least 1 epoch to report, found none");
    }
  }

  /** What the history's evaluations were on. */
  String evaluatedOn() {
    return summary.validation().isPresent() ? "validation" : "test";
  }

  /** Capitalized name of the evaluated set. */
  String evaluatedName() {
    return summary.validation().isPresent() ? "Validation" : "Test";
  }
}
