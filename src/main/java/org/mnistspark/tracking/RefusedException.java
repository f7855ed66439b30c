package org.mnistspark.tracking;

import java.io.IOException;

/** An answer that says that the same request is of no use again. */
final class RefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String errorCode;

  RefusedException(String errorCode, String message) {
    super(message);
    this.errorCode = errorCode;
  }

  /** MLflow's name of the error, such as RESOURCE_DOES_NOT_EXIST; may be empty. */
  String errorCode() {
    return errorCode;
  }
}
