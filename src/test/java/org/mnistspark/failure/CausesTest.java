package org.mnistspark.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mnistspark.data.DataException;

final class CausesTest {
  private static Optional<DataException> data(Throwable thrown) {
    return Causes.first(thrown, DataException.class);
  }

  private final DataException wanted = new DataException("the line");

  @Test
  void findsTheExceptionItself() {
    assertEquals(Optional.of(wanted), data(wanted));
  }

  @Test
  void findsADeepCause() {
    assertEquals(
        Optional.of(wanted), data(new RuntimeException(new IOException(new Error(wanted)))));
  }

  @Test
  void findsWhatACauseSuppressed() {
    IOException cause = new IOException("closing");
    cause.addSuppressed(wanted);
    assertEquals(Optional.of(wanted), data(new RuntimeException(cause)));
  }

  @Test
  void prefersTheNearest() {
    DataException outer = new DataException("outer", wanted);
    assertEquals(Optional.of(outer), data(new RuntimeException(outer)));
  }

  @Test
  void endsOnACycle() {
    RuntimeException first = new RuntimeException("first");
    first.initCause(new RuntimeException("second", first));
    assertEquals(Optional.empty(), data(first));
  }
}
