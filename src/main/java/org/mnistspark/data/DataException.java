package org.mnistspark.data;

import org.mnistspark.failure.ExitCode;
import org.mnistspark.failure.JobException;

/**
 * Data is missing or malformed. The message is one line: what was expected, what was found, what to
 * do.
 */
public class DataException extends JobException {
  private static final long serialVersionUID = 1L;

  /** States the problem in one line. */
  public DataException(String message) {
    super(ExitCode.DATA, message);
  }

  /** States the problem in one line, with the exception that showed it. */
  public DataException(String message, Throwable cause) {
    super(ExitCode.DATA, message, cause);
  }
}
