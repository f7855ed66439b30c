package org.mnistspark.spark.session;

import org.mnistspark.failure.ExitCode;
import org.mnistspark.failure.JobException;

/**
 * The job cannot run where it was installed. The message is one line: what was expected, what was
 * found, what to do.
 */
public final class InstallationException extends JobException {
  private static final long serialVersionUID = 1L;

  InstallationException(String message) {
    super(ExitCode.USAGE, message);
  }

  InstallationException(String message, Throwable cause) {
    super(ExitCode.USAGE, message, cause);
  }
}
