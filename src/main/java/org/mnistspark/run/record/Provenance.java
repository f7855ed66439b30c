package org.mnistspark.run.record;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

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
 * @param kernels OpenBLAS' kernels in use, by process; of a run that was resumed, those of earlier
 *     starts, too
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
    SortedMap<String, String> kernels,
    Instant start,
    Optional<Instant> end,
    String applicationId,
    List<String> warnings) {

  /** What distinguishes a process of an earlier start from one of the same name. */
  private static final String EARLIER = " (earlier start)";

  /**
   * Copies the maps and the list.
   *
   * @throws IllegalArgumentException if a setting is of another type, NaN or infinite
   */
  public Provenance {
    configuration = Settings.copyOf(configuration);
    averaging = Settings.copyOf(averaging);
    kernels = Collections.unmodifiableSortedMap(new TreeMap<>(kernels));
    warnings = List.copyOf(warnings);
  }

  /** The same run under another name. */
  public Provenance named(String name) {
    return with(name, kernels, end, warnings);
  }

  /** The same run, in which these processes have a part as well. */
  public Provenance with(SortedMap<String, String> moreKernels) {
    SortedMap<String, String> all = new TreeMap<>(moreKernels);
    kernels.forEach(
        (process, used) -> {
          String now = all.putIfAbsent(process, used);
          if (now != null && !now.equals(used)) {
            all.put(process + EARLIER, used);
          }
        });
    return with(runId, all, end, warnings);
  }

  /** The same run, of which the user has been warned of this as well. */
  public Provenance with(List<String> moreWarnings) {
    return with(
        runId, kernels, end, Stream.concat(warnings.stream(), moreWarnings.stream()).toList());
  }

  /** The same run, ended. */
  public Provenance endedAt(Instant time) {
    return with(runId, kernels, Optional.of(time), warnings);
  }

  private Provenance with(
      String nowId,
      SortedMap<String, String> nowKernels,
      Optional<Instant> nowEnd,
      List<String> nowWarnings) {
    return new Provenance(
        nowId,
        configuration,
        data,
        seed,
        workers,
        averaging,
        environment,
        nowKernels,
        start,
        nowEnd,
        applicationId,
        nowWarnings);
  }
}
