package org.mnistspark.run.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What a run has reached, in short.
 *
 * @param runId its name
 * @param dataset {@code mnist}, {@code synthetic-digits} or {@code custom}
 * @param testExamples in the test set
 * @param testAccuracy in [0,1]
 * @param testLoss mean cross-entropy per example, in nats
 */
public record RunResult(
    String runId, String dataset, long testExamples, double testAccuracy, double testLoss) {

  /** The short form of a summary. */
  public static RunResult of(TrainingSummary summary) {
    return new RunResult(
        summary.runId(),
        summary.dataset(),
        summary.test().examples(),
        summary.test().accuracy(),
        summary.test().loss());
  }

  /** What metrics.json says; empty for any other text. */
  public static Optional<RunResult> ofMetricsJson(String text) {
    try {
      JsonNode metrics = Json.parse(text);
      JsonNode test = metrics.path("test");
      boolean own =
          metrics.path("run_id").isTextual()
              && metrics.path("dataset").isTextual()
              && test.path("examples").isIntegralNumber()
              && test.path("accuracy").isNumber()
              && test.path("loss").isNumber();
      return own
          ? Optional.of(
              new RunResult(
                  metrics.get("run_id").textValue(),
                  metrics.get("dataset").textValue(),
                  test.get("examples").longValue(),
                  test.get("accuracy").doubleValue(),
                  test.get("loss").doubleValue()))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
