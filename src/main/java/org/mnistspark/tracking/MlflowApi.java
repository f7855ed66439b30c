package org.mnistspark.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.mnistspark.run.record.Json;

/**
 * The calls of MLflow's REST interface, version 2.0, that a run takes.
 *
 * <p>Source: <a href="https://mlflow.org/docs/latest/rest-api.html">MLflow REST API</a>.
 */
final class MlflowApi {
  /** Length of values that servers from MLflow 1.28 on take; later ones take longer ones. */
  private static final int MAX_PARAMETER = 500;

  private static final int MAX_TAG = 5000;

  /** Parameters, or tags, of one call. */
  private static final int MAX_BATCH = 100;

  private final MlflowHttp http;

  MlflowApi(MlflowHttp http) {
    this.http = http;
  }

  /** The id of an experiment, which is created if it is not there. */
  String experiment(String name) throws IOException, InterruptedException {
    Optional<String> there = find(name);
    if (there.isPresent()) {
      return there.get();
    }
    try {
      JsonNode created = http.post("experiments/create", Json.object().put("name", name));
      return text(created, "/experiment_id");
    } catch (RefusedException e) {
      if (!e.errorCode().equals("RESOURCE_ALREADY_EXISTS")) {
        throw e;
      }
      // Another job was faster.
      return find(name).orElseThrow(() -> e);
    }
  }

  private Optional<String> find(String name) throws IOException, InterruptedException {
    String query = URLEncoder.encode(name, StandardCharsets.UTF_8);
    try {
      JsonNode found = http.get("experiments/get-by-name?experiment_name=" + query);
      return Optional.of(text(found, "/experiment/experiment_id"));
    } catch (RefusedException e) {
      if (e.errorCode().equals("RESOURCE_DOES_NOT_EXIST")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Runs of an experiment that have a tag, the newest first, at most 100. */
  JsonNode search(String experimentId, String tag, String value)
      throws IOException, InterruptedException {
    ObjectNode call =
        Json.object()
            .put("filter", "tags.`%s` = '%s'".formatted(tag, value))
            .put("max_results", 100);
    call.putArray("experiment_ids").add(experimentId);
    call.putArray("order_by").add("attributes.start_time DESC");
    return http.post("runs/search", call).path("runs");
  }

  /** A new run, as {@link #search} has them. */
  JsonNode create(String experimentId, TrackedRun run, Map<String, String> tags)
      throws IOException, InterruptedException {
    ObjectNode call =
        Json.object()
            .put("experiment_id", experimentId)
            .put("user_id", run.user())
            .put("run_name", run.name())
            .put("start_time", run.start().toEpochMilli());
    call.set("tags", pairs(tags, MAX_TAG));
    return http.post("runs/create", call).path("run");
  }

  void setTags(String runId, Map<String, String> tags) throws IOException, InterruptedException {
    ObjectNode call = Json.object().put("run_id", runId);
    call.set("tags", pairs(tags, MAX_TAG));
    http.post("runs/log-batch", call);
  }

  /** Logs parameters that the run does not have: others cannot be changed. */
  void logParameters(String runId, Map<String, ?> parameters)
      throws IOException, InterruptedException {
    ArrayNode all = pairs(parameters, MAX_PARAMETER);
    for (int from = 0; from < all.size(); from += MAX_BATCH) {
      ObjectNode call = Json.object().put("run_id", runId);
      ArrayNode batch = call.putArray("params");
      for (int i = from; i < Math.min(all.size(), from + MAX_BATCH); i++) {
        batch.add(all.get(i));
      }
      http.post("runs/log-batch", call);
    }
  }

  /** Logs values of one step, which are all to be had or none. */
  void logMetrics(String runId, long step, Instant time, Map<String, Double> values)
      throws IOException, InterruptedException {
    ObjectNode call = Json.object().put("run_id", runId);
    ArrayNode metrics = call.putArray("metrics");
    values.forEach(
        (key, value) ->
            metrics
                .addObject()
                .put("key", key)
                .put("value", value)
                .put("timestamp", time.toEpochMilli())
                .put("step", step));
    http.post("runs/log-batch", call);
  }

  void running(String runId) throws IOException, InterruptedException {
    http.post("runs/update", Json.object().put("run_id", runId).put("status", "RUNNING"));
  }

  void ended(String runId, String status, Instant time) throws IOException, InterruptedException {
    http.post(
        "runs/update",
        Json.object()
            .put("run_id", runId)
            .put("status", status)
            .put("end_time", time.toEpochMilli()));
  }

  /**
   * Uploads files through the server's artifact proxy.
   *
   * @param folder as in the URI of an artifact location {@code mlflow-artifacts:/...}
   */
  void upload(String folder, Artifact file) throws IOException, InterruptedException {
    http.upload(folder + "/" + file.name(), file);
  }

  private static ArrayNode pairs(Map<String, ?> values, int atMost) {
    ArrayNode pairs = Json.object().putArray("all");
    values.forEach(
        (key, value) -> {
          String text = String.valueOf(value);
          pairs
              .addObject()
              .put("key", key)
              .put("value", text.substring(0, Math.min(text.length(), atMost)));
        });
    return pairs;
  }

  /**
   * A text of an answer.
   *
   * @throws IOException if it is not there: this is not an answer of MLflow
   */
  static String text(JsonNode answer, String pointer) throws IOException {
    JsonNode value = answer.at(pointer);
    if (!value.isTextual()) {
      throw new IOException("an answer without " + pointer);
    }
    return value.textValue();
  }
}
