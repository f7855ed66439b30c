package org.mnistspark.run.checkpoint;

import java.io.IOException;

/** A checkpoint that is torn, damaged or none. */
final class CheckpointException extends IOException {
  private static final long serialVersionUID = 1L;

  CheckpointException(String message) {
    super(message);
  }

  CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
