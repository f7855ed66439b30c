package org.mnistspark.failure;

/**
 * A setting that no run can have. Its message names settings as in conf/mnist.properties, in
 * backticks; how to set them is the command line's to say.
 */
public final class ConfigurationException extends JobException {
  private static final long serialVersionUID = 1L;

  /** The one line that the user sees. */
  public ConfigurationException(String message) {
    super(ExitCode.USAGE, message);
  }

  /** The same, with the exception that showed it. */
  public ConfigurationException(String message, Throwable cause) {
    super(ExitCode.USAGE, message, cause);
  }

  ConfigurationException(String setting, String expected, double found) {
    this("`" + setting + "`: expected " + expected + ", found " + plain(found));
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
