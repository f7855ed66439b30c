package org.mnistspark.run.record;

import java.util.Map;
import java.util.Optional;
import org.mnistspark.data.Signature;

/**
 * Where a run's examples come from.
 *
 * @param uri folder of the files
 * @param kind {@code mnist}, {@code synthetic-digits} or {@code custom}
 * @param sha256 hash in lower-case hex by file name, in order
 * @param counts examples by use ({@code train}, {@code validation}, {@code test}), in order
 * @param signature what features and classes are called; empty where that is not known
 */
public record DataProvenance(
    String uri,
    String kind,
    Map<String, String> sha256,
    Map<String, Long> counts,
    Optional<Signature> signature) {

  /** Copies the maps. */
  public DataProvenance {
    sha256 = Settings.ordered(sha256);
    counts = Settings.ordered(counts);
  }
}
