package org.mnistspark.job;

import java.util.Optional;
import org.mnistspark.run.store.RunDirectory;
import org.mnistspark.run.store.RunLocation;

/** What becomes of a run directory that is there already. */
public enum ExistingRun {
  /** It is an error. */
  REFUSE,
  /** It is deleted and recreated. */
  OVERWRITE,
  /** A run that died resumes from its last checkpoint; a finished one is the result. */
  RESUME;

  /**
   * Refuses what must not be there. Changes nothing.
   *
   * @return with RESUME, the run that is there
   * @throws org.mnistspark.run.store.OutputExistsException when there is a run, or, with OVERWRITE
   *     or RESUME, anything that does not look like one
   */
  Optional<RunDirectory> check(RunLocation location) {
    switch (this) {
      case REFUSE -> location.checkAbsent();
      case OVERWRITE -> location.checkReplaceable();
      case RESUME -> {
        return location.reopen();
      }
    }
    return Optional.empty();
  }
}
