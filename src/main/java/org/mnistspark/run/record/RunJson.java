package org.mnistspark.run.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mnistspark.data.Signature;

/** {@code run.json}: a run's provenance. Times are ISO 8601 in UTC. */
public final class RunJson {
  private static final String KERNELS = "kernels";

  private RunJson() {}

  /**
   * The kernels that a run.json tells of, by process; empty if it is not JSON or tells of none.
   *
   * @param runJson of an earlier start
   */
  public static SortedMap<String, String> kernels(String runJson) {
    SortedMap<String, String> kernels = new TreeMap<>();
    try {
      Json.parse(runJson)
          .path(KERNELS)
          .properties()
          .forEach(entry -> kernels.put(entry.getKey(), entry.getValue().asText()));
    } catch (JsonProcessingException e) {
      // Whoever reads the run's identity says that this is not JSON.
    }
    return kernels;
  }

  /** A run, ended or, without {@code end}, going on. */
  public static String render(Provenance run) {
    Environment environment = run.environment();
    ObjectNode root = Json.object().put("run_id", run.runId()).put("start", run.start().toString());
    run.end().ifPresent(end -> root.put("end", end.toString()));
    root.put("spark_application_id", run.applicationId())
        .put("seed", run.seed())
        .put("workers", run.workers());
    root.set("configuration", Json.object(run.configuration()));
    root.set("averaging", Json.object(run.averaging()));
    root.set("data", data(run.data()));
    environment(root, environment);
    root.set(KERNELS, Json.object(run.kernels()));
    ArrayNode warnings = root.putArray("warnings");
    run.warnings().forEach(warnings::add);
    return Json.render(root);
  }

  /**
   * An evaluation without training, as far as the same is known of it.
   *
   * @param model what was evaluated
   */
  public static String evaluation(
      String runId, String model, DataProvenance data, Environment environment) {
    ObjectNode root = Json.object().put("run_id", runId).put("model", model);
    root.set("data", data(data));
    environment(root, environment);
    return Json.render(root);
  }

  private static void environment(ObjectNode root, Environment environment) {
    ObjectNode git = root.putObject("git").put("commit", environment.build().commit());
    environment.build().dirty().ifPresent(dirty -> git.put("dirty", dirty));
    root.putObject("versions")
        .put("job", environment.build().version())
        .put("spark", environment.spark())
        .put("dl4j", environment.dl4j())
        .put("java", environment.java());
    root.put("os", environment.os()).put("arch", environment.arch());
  }

  private static void put(ObjectNode node, Signature signature) {
    ArrayNode shape = node.putArray("shape");
    signature.shape().forEach(shape::add);
    ArrayNode features = node.putArray("features");
    signature.features().forEach(features::add);
    ArrayNode classes = node.putArray("classes");
    signature.classes().forEach(classes::add);
  }

  private static ObjectNode data(DataProvenance data) {
    ObjectNode node = Json.object().put("uri", data.uri()).put("kind", data.kind());
    ObjectNode files = node.putObject("files");
    data.sha256().forEach((name, sha256) -> files.putObject(name).put("sha256", sha256));
    node.set("counts", Json.object(data.counts()));
    data.signature().ifPresent(signature -> put(node, signature));
    return node;
  }
}
