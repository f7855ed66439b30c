package org.mnistspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mnistspark.data.DataException;

final class CausesTest {
  private final DataException wanted = new DataException("the line");

  @Test
  void findsTheExceptionItself() {
    assertEquals(Optional.of(wanted), Causes.dataException(wanted));
  }

  @Test
  void findsADeepCause() {
    assertEquals(
        Optional.of(wanted),
        Causes.dataException(new RuntimeException(new IOException(new Error(wanted)))));
  }

  @Test
  void findsWhatACauseSuppressed() {
    IOException cause = new IOException("closing");
    cause.addSuppressed(wanted);
    assertEquals(Optional.of(wanted), Causes.dataException(new RuntimeException(cause)));
  }

  @Test
  void prefersTheNearest() {
    DataException outer = new DataException("outer", wanted);
    assertEquals(Optional.of(outer), Causes.dataException(new RuntimeException(outer)));
  }

  @Test
  void endsOnACycle() {
    RuntimeException first = new RuntimeException("first");
    first.initCause(new RuntimeException("second", first));
    assertEquals(Optional.empty(), Causes.dataException(first));
  }
}
