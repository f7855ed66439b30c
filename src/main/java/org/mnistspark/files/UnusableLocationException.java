package org.mnistspark.files;

import org.mnistspark.failure.ExitCode;
import org.mnistspark.failure.JobException;

/**
 * A location that no second try can reach: not a URI, without the name of a host or bucket, or of a
 * scheme for which Spark has no connector. The message is one line: where, what was expected, what
 * was found, what to do.
 */
public final class UnusableLocationException extends JobException {
  private static final long serialVersionUID = 1L;

  UnusableLocationException(String message, Throwable cause) {
    super(ExitCode.USAGE, message, cause);
  }

  /** A root, where a folder is to be made or replaced. */
  public static UnusableLocationException root(String location) {
    return new UnusableLocationException(
        location + ": expected a folder, found the root of a file system; name a folder in it",
        null);
  }

  /** A text that is not a path, after what Hadoop's Path says of it. */
  public static UnusableLocationException malformed(String location, IllegalArgumentException e) {
    return new UnusableLocationException(
        "'"
            + location
            + "': expected a path or a URI, found "
            + String.valueOf(e.getMessage()).replaceFirst("^java.net.URISyntaxException: ", "")
            + "; correct it",
        e);
  }
}
