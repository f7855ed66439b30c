package org.mnistspark.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.mnistspark.job.TrainResult;

/** The last line on stdout, for programs: {@code RESULT} and a JSON object. */
final class ResultLine {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ResultLine() {}

  static String of(TrainResult result) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("run_id", result.runId())
            .put("status", result.status().name().toLowerCase(Locale.ROOT))
            .put("run_directory", result.directory())
            .put("dataset", result.dataset());
    result.testAccuracy().ifPresent(accuracy -> node.put("test_accuracy", accuracy));
    result.testLoss().ifPresent(loss -> node.put("test_loss", loss));
    node.put("epochs", result.epochs())
        .put("workers", result.workers())
        .put("resumed", result.resumed());
    return line(node);
  }

  static String ofFailure(int exitCode, String error) {
    return line(
        JSON.createObjectNode()
            .put("status", "failed")
            .put("exit_code", exitCode)
            .put("error", error));
  }

  private static String line(ObjectNode node) {
    try {
      return "RESULT " + JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree failed to render", e);
    }
  }
}
