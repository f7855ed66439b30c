package org.mnistspark.run.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.mnistspark.run.store.OutputException;
import org.mnistspark.run.store.RunDirectory;
import org.mnistspark.run.store.RunFiles;

/**
 * What decides a run's weights: settings, seed, workers and the content of the data. Two runs of
 * one identity end with the same bits; only such a run may go on where another one stopped.
 *
 * @param settings those of {@link #SETTINGS} that the run has, by name as in run.json
 * @param files SHA-256 of the uncompressed content by file name, without .gz
 */
public record RunIdentity(Map<String, String> settings, Map<String, String> files) {
  /**
   * The settings that decide weights, as JSON pointers into run.json. Listed, so that whatever else
   * comes to be in run.json does not make earlier runs unresumable.
   */
  private static final List<String> SETTINGS =
      List.of(
          "/configuration/epochs",
          "/configuration/hidden",
          "/configuration/activation",
          "/configuration/updater",
          "/configuration/learning_rate",
          "/configuration/l2",
          "/configuration/validation_fraction",
          "/configuration/early_stopping_patience",
          "/configuration/test_fraction",
          "/configuration/label",
          "/configuration/features",
          "/configuration/classes",
          "/configuration/class_weights",
          "/configuration/normalize",
          "/seed",
          "/workers",
          "/averaging/training_master",
          "/averaging/batch_size",
          "/averaging/averaging_frequency",
          "/averaging/outer_step",
          "/averaging/outer_momentum",
          "/averaging/learning_rate_scaling",
          "/averaging/learning_rate_schedule",
          "/averaging/warmup_rounds");

  /** Copies the maps. */
  public RunIdentity {
    settings = Settings.ordered(settings);
    files = Settings.ordered(files);
  }

  /** The identity of a run. */
  public static RunIdentity of(Provenance run) {
    return ofRunJson(RunJson.render(run));
  }

  /**
   * The identity of a run that has begun; empty if it died before it could write its run.json.
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
   * The identity of the run that a run.json tells of.
   *
   * @throws IllegalArgumentException when it is not JSON
   */
  public static RunIdentity ofRunJson(String runJson) {
    JsonNode run;
    try {
      run = Json.parse(runJson);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("expected a run.json, found text that is not JSON", e);
    }
    Map<String, String> settings = new LinkedHashMap<>();
    for (String pointer : SETTINGS) {
      JsonNode value = run.at(pointer);
      if (!value.isMissingNode()) {
        settings.put(pointer.substring(pointer.lastIndexOf('/') + 1), text(value));
      }
    }
    Map<String, String> files = new LinkedHashMap<>();
    run.at("/data/files")
        .properties()
        .forEach(
            file ->
                files.put(
                    file.getKey().replaceFirst("\\.gz$", ""),
                    text(file.getValue().path("sha256"))));
    return new RunIdentity(settings, files);
  }

  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }

  /** Replicas of the run, which decide its bits where the user leaves their number open. */
  public OptionalInt workers() {
    String workers = settings.getOrDefault("workers", "");
    return workers.matches("[1-9]\\d{0,8}")
        ? OptionalInt.of(Integer.parseInt(workers))
        : OptionalInt.empty();
  }

  /**
   * The first difference from another identity, in words.
   *
   * @return empty when they agree
   */
  public Optional<String> difference(RunIdentity other) {
    return difference(settings, other.settings).or(() -> difference(files, other.files));
  }

  private static Optional<String> difference(Map<String, String> one, Map<String, String> other) {
    Set<String> names = new LinkedHashSet<>(one.keySet());
    names.addAll(other.keySet());
    for (String name : names) {
      String expected = one.get(name);
      String found = other.get(name);
      if (expected == null) {
        return Optional.of("expected no %s, found %s".formatted(name, found));
      }
      if (!expected.equals(found)) {
        return Optional.of(
            "expected %s %s, found %s".formatted(name, expected, found == null ? "none" : found));
      }
    }
    return Optional.empty();
  }
}
