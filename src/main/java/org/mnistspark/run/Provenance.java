package org.mnistspark.run;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that it takes to say how a model came about, and to do it again.
 *
 * @param runId name of the run
 * @param configuration every setting as resolved, in order: strings, numbers, booleans or lists
 * @param data where the examples come from
 * @param seed what everything random derives from
 * @param workers replicas
 * @param averaging settings of the averaging as resolved, in order; may be empty
 * @param environment software and machine
 * @param start when the run started
 * @param end when it ended; empty while it goes on
 * @param applicationId Spark's name of the application
 * @param warnings what the user has been warned about
 */
public record Provenance(
    String runId,
    Map<String, Object> configuration,
    DataProvenance data,
    long seed,
    int workers,
    Map<String, Object> averaging,
    Environment environment,
    Instant start,
    Optional<Instant> end,
    String applicationId,
    List<String> warnings) {

  /**
   * Copies the maps and the list.
   *
   * @throws IllegalArgumentException if a setting is of another type, NaN or infinite
   */
  public Provenance {
    configuration = Settings.copyOf(configuration);
    averaging = Settings.copyOf(averaging);
    warnings = List.copyOf(warnings);
  }

  /** The same run under another name. */
  public Provenance named(String name) {
    return new Provenance(
        name,
        configuration,
        data,
        seed,
        workers,
        averaging,
        environment,
        start,
        end,
        applicationId,
        warnings);
  }

  /** The same run, ended. */
  public Provenance endedAt(Instant time) {
    return new Provenance(
        runId,
        configuration,
        data,
        seed,
        workers,
        averaging,
        environment,
        start,
        Optional.of(time),
        applicationId,
        warnings);
  }
}
