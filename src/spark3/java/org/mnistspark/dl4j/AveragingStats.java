package org.mnistspark.dl4j;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.stats.BaseEventStats;
import org.deeplearning4j.spark.stats.EventStats;
import org.deeplearning4j.spark.util.SparkUtils;

/** When and how long the driver did what, in milliseconds. */
final class AveragingStats implements SparkTrainingStats {
  private static final long serialVersionUID = 1L;

  /** A call of fit. */
  static final String EPOCH = "AveragingEpochTimesMs";

  /** A Spark job: broadcast, training, averaging within tasks, results. */
  static final String ROUNDS = "AveragingRoundsTimesMs";

  /** Averaging on the driver. */
  static final String AVERAGING = "AveragingDriverTimesMs";

  private final Map<String, List<EventStats>> events = new LinkedHashMap<>();

  AveragingStats() {
    List.of(EPOCH, ROUNDS, AVERAGING).forEach(key -> events.put(key, new ArrayList<>()));
  }

  /** An event from start to end, in epoch milliseconds. */
  void add(String key, long start, long end) {
    events.get(key).add(new BaseEventStats(start, end - start));
  }

  @Override
  public Set<String> getKeySet() {
    return events.keySet();
  }

  @Override
  public List<EventStats> getValue(String key) {
    if (!events.containsKey(key)) {
      throw new IllegalArgumentException("expected one of " + events.keySet() + ", found " + key);
    }
    return events.get(key);
  }

  @Override
  public String getShortNameForKey(String key) {
    return key.replace("Averaging", "").replace("TimesMs", "");
  }

  @Override
  public boolean defaultIncludeInPlots(String key) {
    // An epoch is made of the others.
    return !key.equals(EPOCH);
  }

  @Override
  public void addOtherTrainingStats(SparkTrainingStats other) {
    other.getKeySet().forEach(key -> getValue(key).addAll(other.getValue(key)));
  }

  /** There are none. */
  @Override
  public SparkTrainingStats getNestedTrainingStats() {
    return null;
  }

  @Override
  public String statsAsString() {
    StringBuilder text = new StringBuilder();
    events.forEach(
        (key, list) -> {
          text.append(String.format(Locale.ROOT, DEFAULT_PRINT_FORMAT, key));
          list.forEach(event -> text.append(event.getDurationMs()).append(' '));
          text.append('\n');
        });
    return text.toString();
  }

  @Override
  public void exportStatFiles(String outputPath, SparkContext sc) throws IOException {
    for (Map.Entry<String, List<EventStats>> entry : events.entrySet()) {
      StringBuilder csv = new StringBuilder();
      for (EventStats event : entry.getValue()) {
        if (csv.length() == 0) {
          csv.append(event.getStringHeader(",")).append('\n');
        }
        csv.append(event.asString(",")).append('\n');
      }
      SparkUtils.writeStringToFile(outputPath + "/" + entry.getKey() + ".txt", csv.toString(), sc);
    }
  }
}
