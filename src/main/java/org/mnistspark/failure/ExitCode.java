package org.mnistspark.failure;

/** What the process tells its caller. */
public enum ExitCode {
  /** Done. */
  OK(0),
  /** The job failed. */
  FAILED(1),
  /** Wrong usage, configuration or installation. */
  USAGE(2),
  /** Data missing or malformed. */
  DATA(3),
  /** The output exists. */
  OUTPUT_EXISTS(4);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number. */
  public int code() {
    return code;
  }
}
