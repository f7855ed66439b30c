package org.mnistspark.spark;

/**
 * Spark had jobs and, for too long, no executor to run their tasks. The message is one line that
 * says what to do.
 */
public final class NoExecutorException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  NoExecutorException(String message, Throwable cause) {
    super(message, cause);
  }
}
