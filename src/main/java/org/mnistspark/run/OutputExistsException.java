package org.mnistspark.run;

/** The run directory is there already, or something else is in its place; nothing was changed. */
public final class OutputExistsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutputExistsException(String message) {
    super(message);
  }
}
