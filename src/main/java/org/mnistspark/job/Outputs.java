package org.mnistspark.job;

import java.time.Instant;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.mnistspark.run.RunDirectory;
import org.mnistspark.run.RunLocation;

/** Where a job may write. */
final class Outputs {
  private Outputs() {}

  /**
   * Where a training run is to be, by its own name or by its start.
   *
   * @throws ConfigurationException when no run directory can have that name
   */
  static RunLocation location(Configuration hadoop, TrainConfig config, Instant start) {
    try {
      return RunLocation.ofRun(hadoop, config.output(), name(config, start));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(e.getMessage(), e);
    }
  }

  private static String name(TrainConfig config, Instant start) {
    return config.runId().orElseGet(() -> RunDirectory.timeBasedId(start));
  }

  /**
   * Refuses an existing run, or with OVERWRITE or RESUME anything that does not look like one.
   * Changes nothing.
   *
   * @return with RESUME, the run that is there
   */
  static Optional<RunDirectory> check(RunLocation location, ExistingRun existing) {
    switch (existing) {
      case REFUSE -> location.checkAbsent();
      case OVERWRITE -> location.checkReplaceable();
      case RESUME -> {
        return location.reopen();
      }
    }
    return Optional.empty();
  }

  /** As {@link #check}; a run without a name of its own is a new one, whatever there is. */
  static Optional<RunDirectory> check(RunLocation location, TrainConfig config) {
    if (config.runId().isEmpty()) {
      location.checkReachable();
      return Optional.empty();
    }
    return check(location, config.existing());
  }

  /** Creates the directory of a training run. */
  static RunDirectory create(
      Configuration hadoop, RunLocation location, TrainConfig config, Instant start) {
    return config.runId().isEmpty()
        ? RunLocation.createNew(hadoop, config.output(), name(config, start))
        : location.create(config.existing() == ExistingRun.OVERWRITE);
  }
}
