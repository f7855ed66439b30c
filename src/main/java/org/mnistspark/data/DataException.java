package org.mnistspark.data;

/**
 * Data is missing or malformed. The message is one line: what was expected, what was found, what to
 * do.
 */
public class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** States the problem in one line. */
  public DataException(String message) {
    super(message);
  }

  /** States the problem in one line, with the exception that showed it. */
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
