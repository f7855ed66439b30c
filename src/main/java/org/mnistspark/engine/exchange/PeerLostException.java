package org.mnistspark.engine.exchange;

/** Another task of the epoch is gone, or says nothing; all of them have to begin again. */
public final class PeerLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PeerLostException(String message) {
    super(message);
  }

  PeerLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
