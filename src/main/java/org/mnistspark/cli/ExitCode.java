package org.mnistspark.cli;

/** What the process tells its caller. */
final class ExitCode {
  /** Done. */
  static final int OK = 0;

  /** The job failed. */
  static final int FAILED = 1;

  /** Wrong usage, configuration or installation. */
  static final int USAGE = 2;

  /** Data missing or malformed. */
  static final int DATA = 3;

  /** The output exists. */
  static final int OUTPUT_EXISTS = 4;

  private ExitCode() {}
}
