package org.mnistspark.spark;

/**
 * The job cannot run where it was installed. The message is one line: what was expected, what was
 * found, what to do.
 */
public final class InstallationException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  InstallationException(String message) {
    super(message);
  }
}
