package org.mnistspark.run.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mnistspark.run.store.OutputException;
import org.mnistspark.run.store.RunDirectory;
import org.mnistspark.run.store.RunFiles;

/**
 * What a finished run's files say of it.
 *
 * @param identity what decided its weights
 * @param data where its examples came from
 * @param testAccuracy in [0,1]
 * @param testLoss mean cross-entropy per example, in nats
 * @param epochs trained
 */
public record FinishedRun(
    RunIdentity identity, DataProvenance data, double testAccuracy, double testLoss, int epochs) {

  /**
   * Reads run.json and metrics.json.
   *
   * @throws OutputException when they cannot be read or are not those of a training run
   */
  public static FinishedRun of(RunDirectory run) {
    if (!run.exists(RunFiles.RUN)) {
      throw OutputException.notARun(run.location(), RunFiles.RUN);
    }
    String text = run.text(RunFiles.RUN);
    try {
      JsonNode provenance = Json.parse(text);
      JsonNode metrics = Json.parse(run.text(RunFiles.METRICS));
      JsonNode accuracy = metrics.at("/test/accuracy");
      JsonNode loss = metrics.at("/test/loss");
      if (!accuracy.isNumber() || !loss.isNumber() || !metrics.path("epochs").isInt()) {
        throw OutputException.notARun(run.location(), RunFiles.METRICS);
      }
      return new FinishedRun(
          RunIdentity.ofRunJson(text),
          data(provenance.path("data"), metrics.path("dataset").asText()),
          accuracy.doubleValue(),
          loss.doubleValue(),
          metrics.get("epochs").intValue());
    } catch (JsonProcessingException e) {
      throw OutputException.of("read", run.location(), e);
    }
  }

  private static DataProvenance data(JsonNode data, String kind) {
    Map<String, String> sha256 = new LinkedHashMap<>();
    data.path("files")
        .properties()
        .forEach(file -> sha256.put(file.getKey(), file.getValue().path("sha256").asText()));
    Map<String, Long> counts = new LinkedHashMap<>();
    data.path("counts")
        .properties()
        .forEach(use -> counts.put(use.getKey(), use.getValue().asLong()));
    return new DataProvenance(data.path("uri").asText(), kind, sha256, counts, Optional.empty());
  }
}
