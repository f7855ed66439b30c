package org.mnistspark.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What decides a run's weights: settings, seed, workers and the content of the data. Two runs of
 * one identity end with the same bits; only such a run may go on where another one stopped.
 *
 * @param values by name as in run.json, in its order
 */
public record RunIdentity(Map<String, String> values) {
  private static final String CONFIGURATION = "configuration";
  private static final String DATA = "data";

  /** Settings that change where a run is and what it shows, and not one of its weights. */
  private static final Set<String> ELSEWHERE =
      Set.of("data", "output", "sample_predictions", "checkpoint_every");

  /** Copies the map. */
  public RunIdentity {
    values = Settings.ordered(values);
  }

  /** Of a run. */
  public static RunIdentity of(Provenance run) {
    return ofRunJson(RunJson.render(run));
  }

  /**
   * Of a run that has begun; empty if it died before it could write its run.json.
   *
   * @throws OutputException when its run.json is damaged
   */
  public static Optional<RunIdentity> of(RunDirectory run) {
    if (!run.exists(RunFiles.RUN)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ofRunJson(run.text(RunFiles.RUN)));
    } catch (IllegalArgumentException e) {
      throw OutputException.notARun(run.location(), RunFiles.RUN);
    }
  }

  /**
   * Of the run that a run.json tells of.
   *
   * @throws IllegalArgumentException when it is no JSON
   */
  public static RunIdentity ofRunJson(String runJson) {
    JsonNode run;
    try {
      run = Json.parse(runJson);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("expected a run.json, found no JSON", e);
    }
    Map<String, String> values = new LinkedHashMap<>();
    run.path(CONFIGURATION)
        .fields()
        .forEachRemaining(
            setting -> {
              if (!ELSEWHERE.contains(setting.getKey())) {
                values.put(setting.getKey(), text(setting.getValue()));
              }
            });
    values.put("seed", text(run.path("seed")));
    values.put("workers", text(run.path("workers")));
    run.path("averaging")
        .fields()
        .forEachRemaining(setting -> values.put(setting.getKey(), text(setting.getValue())));
    run.path(DATA)
        .path("files")
        .fields()
        // The hash is that of the content, compressed or not.
        .forEachRemaining(
            file ->
                values.put(
                    file.getKey().replaceFirst("\\.gz$", ""),
                    text(file.getValue().path("sha256"))));
    return new RunIdentity(values);
  }

  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }

  /** Replicas of the run, which decide its bits where the user leaves their number open. */
  public OptionalInt workers() {
    String workers = values.getOrDefault("workers", "");
    return workers.matches("[1-9]\\d{0,8}")
        ? OptionalInt.of(Integer.parseInt(workers))
        : OptionalInt.empty();
  }

  /**
   * The first value of this identity that the other does not have, in words.
   *
   * @return empty when they agree
   */
  public Optional<String> difference(RunIdentity other) {
    for (Map.Entry<String, String> entry : values.entrySet()) {
      String found = other.values.get(entry.getKey());
      if (!entry.getValue().equals(found)) {
        return Optional.of(
            "expected %s %s, found %s"
                .formatted(entry.getKey(), entry.getValue(), found == null ? "none" : found));
      }
    }
    return other.values.keySet().stream()
        .filter(name -> !values.containsKey(name))
        .findFirst()
        .map(name -> "expected no %s, found %s".formatted(name, other.values.get(name)));
  }
}
