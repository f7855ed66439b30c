package org.mnistspark.job;

import org.apache.hadoop.conf.Configuration;
import org.mnistspark.run.RunDirectory;

/** Where a job may write. */
final class Outputs {
  private Outputs() {}

  /**
   * Refuses an existing run, or with {@code overwrite} anything that does not look like one.
   * Changes nothing.
   */
  static void check(Configuration hadoop, String output, String runId, boolean overwrite) {
    try {
      if (overwrite) {
        RunDirectory.checkReplaceable(hadoop, output, runId);
      } else {
        RunDirectory.checkAbsent(hadoop, output, runId);
      }
    } catch (IllegalArgumentException e) {
      // A name that no run directory can have.
      throw new ConfigurationException(e.getMessage(), e);
    }
  }
}
