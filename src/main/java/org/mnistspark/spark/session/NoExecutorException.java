package org.mnistspark.spark.session;

import org.mnistspark.failure.ExitCode;
import org.mnistspark.failure.JobException;

/**
 * Spark had jobs and, for too long, no executor to run their tasks. The message is one line that
 * says what to do.
 */
public final class NoExecutorException extends JobException {
  private static final long serialVersionUID = 1L;

  NoExecutorException(String message, Throwable cause) {
    super(ExitCode.FAILED, message, cause);
  }
}
