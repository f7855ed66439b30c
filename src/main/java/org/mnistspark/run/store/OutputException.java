package org.mnistspark.run.store;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.security.AccessControlException;
import org.mnistspark.failure.Causes;
import org.mnistspark.failure.ExitCode;
import org.mnistspark.failure.JobException;
import org.mnistspark.failure.OneLine;

/**
 * The output cannot be written or read; the message is one line: where, what failed, what to do.
 */
public final class OutputException extends JobException {
  private static final long serialVersionUID = 1L;

  private OutputException(String message, Throwable cause) {
    super(ExitCode.FAILED, message, cause);
  }

  /**
   * An operation that failed.
   *
   * @param action a verb, such as "write"
   * @param path what it was for
   */
  public static OutputException of(String action, Object path, IOException cause) {
    return new OutputException(
        "cannot " + action + " " + path + ": " + reason(cause) + "; " + advice(cause), cause);
  }

  /** A folder that has not what a training run has. */
  public static OutputException notARun(Object directory, String file) {
    return new OutputException(
        "expected a training run at "
            + directory
            + ", found a folder without what a run has in its "
            + file
            + "; choose another `run-id`",
        null);
  }

  private static String reason(Throwable cause) {
    if (cause instanceof AccessDeniedException denied && denied.getReason() != null) {
      return "permission denied: " + OneLine.of(denied.getReason());
    }
    if (cause instanceof AccessDeniedException denied) {
      // Its message is the path alone.
      return "permission denied in " + Path.of(denied.getFile()).getParent();
    }
    if (cause instanceof NoSuchFileException missing) {
      return missing.getFile() + " is not there";
    }
    String message = cause.getMessage();
    if (message == null || message.isBlank()) {
      return cause.getClass().getSimpleName();
    }
    return OneLine.of(message);
  }

  private static String advice(IOException cause) {
    if (cause instanceof AccessDeniedException denied && denied.getReason() != null) {
      return "check the credentials, and that they may read and write there";
    }
    if (cause instanceof AccessDeniedException || cause instanceof AccessControlException) {
      return "choose another `output` or get the right to write there";
    }
    if (cause instanceof ParentNotDirectoryException
        || cause instanceof FileAlreadyExistsException) {
      return "choose another `output`";
    }
    if (isNetwork(cause)) {
      return "check the host and the port, and that the file system is up";
    }
    if (cause instanceof FileNotFoundException || cause instanceof NoSuchFileException) {
      return "check that the path is right and may be accessed";
    }
    if (cause.getClass().getSimpleName().equals("UnknownStoreException")) {
      return "correct the bucket's name, or create it";
    }
    return "check the space, the quota and the state of this file system";
  }

  /** A namenode that dies ends the connection; S3A wraps what happened in exceptions of its own. */
  private static boolean isNetwork(IOException cause) {
    return Stream.of(
                SocketException.class,
                EOFException.class,
                SocketTimeoutException.class,
                UnknownHostException.class)
            .anyMatch(type -> Causes.first(cause, type).isPresent())
        // Of a package that the connector's jar has for itself.
        || Causes.first(
                cause,
                IOException.class,
                e -> e.getClass().getSimpleName().equals("NoHttpResponseException"))
            .isPresent();
  }
}
