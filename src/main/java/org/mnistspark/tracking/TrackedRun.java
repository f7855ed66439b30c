package org.mnistspark.tracking;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mnistspark.run.record.EpochHistory;

/**
 * What MLflow is told of a run when it begins.
 *
 * @param name of the run
 * @param directory where its results will be: with the name, what makes an earlier start the same
 *     run
 * @param resumed whether an earlier start may have told MLflow of it
 * @param start of this start
 * @param user who runs it
 * @param parameters settings by name, in order
 * @param tags what else there is to know, by name
 * @param earlier epochs of earlier starts
 */
public record TrackedRun(
    String name,
    String directory,
    boolean resumed,
    Instant start,
    String user,
    Map<String, Object> parameters,
    Map<String, String> tags,
    List<EpochHistory> earlier) {
  /** Copies the maps and the list. */
  public TrackedRun {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    earlier = List.copyOf(earlier);
  }
}
