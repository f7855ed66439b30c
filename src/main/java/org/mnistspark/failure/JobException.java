package org.mnistspark.failure;

import java.util.Optional;

/**
 * A failure that the job foresees. The message is the one line that the user sees: what was
 * expected, what was found, what to do. It names settings in backticks; how to set them is the
 * command line's to say.
 */
public abstract class JobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  /**
   * A failure of one kind.
   *
   * @param exitCode what the process ends with
   */
  protected JobException(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** The same, with the exception that showed it. */
  protected JobException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** What the process ends with. */
  public final ExitCode exitCode() {
    return exitCode;
  }

  /**
   * The foreseen failure inside those that Spark wraps around it; data that is malformed before
   * anything that follows from it.
   */
  public static Optional<JobException> in(Throwable thrown) {
    return Causes.first(thrown, JobException.class, failure -> failure.exitCode() == ExitCode.DATA)
        .or(() -> Causes.first(thrown, JobException.class));
  }
}
