package org.mnistspark.run.store;

import org.mnistspark.failure.ExitCode;
import org.mnistspark.failure.JobException;

/** The run directory is there already, or something else is in its place; nothing was changed. */
public final class OutputExistsException extends JobException {
  private static final long serialVersionUID = 1L;

  OutputExistsException(String message) {
    super(ExitCode.OUTPUT_EXISTS, message);
  }
}
