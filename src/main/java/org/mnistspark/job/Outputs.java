package org.mnistspark.job;

import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.mnistspark.run.RunDirectory;

/** Where a job may write. */
final class Outputs {
  private Outputs() {}

  /**
   * Refuses an existing run, or with OVERWRITE or RESUME anything that does not look like one.
   * Changes nothing.
   *
   * @return with RESUME, the run that is there
   */
  static Optional<RunDirectory> check(
      Configuration hadoop, String output, String runId, ExistingRun existing) {
    try {
      switch (existing) {
        case REFUSE -> RunDirectory.checkAbsent(hadoop, output, runId);
        case OVERWRITE -> RunDirectory.checkReplaceable(hadoop, output, runId);
        case RESUME -> {
          return RunDirectory.reopen(hadoop, output, runId);
        }
      }
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      // A name that no run directory can have.
      throw new ConfigurationException(e.getMessage(), e);
    }
  }
}
