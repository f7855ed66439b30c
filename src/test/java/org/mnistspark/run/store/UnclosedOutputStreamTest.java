package org.mnistspark.run.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

final class UnclosedOutputStreamTest {
  /** As HDFS' stream does. */
  private static final class SameFailureAlways extends OutputStream {
    private final IOException failure = new IOException("quota");

    @Override
    public void write(int b) throws IOException {
      throw failure;
    }

    @Override
    public void flush() throws IOException {
      throw failure;
    }
  }

  @Test
  void aWriterThatClosesAfterAFailureThrowsThatFailure() {
    SameFailureAlways broken = new SameFailureAlways();

    IOException thrown =
        assertThrows(
            IOException.class,
            () -> {
              try (OutputStream out =
                  new BufferedOutputStream(new UnclosedOutputStream(broken), 2)) {
                out.write(new byte[5]);
              }
            });

    assertSame(broken.failure, thrown);
    assertSame(broken.failure, thrown.getSuppressed()[0].getCause());
  }

  @Test
  void closingFlushesOnly() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean[] closed = new boolean[1];
    OutputStream buffered =
        new BufferedOutputStream(bytes) {
          @Override
          public void close() {
            closed[0] = true;
          }
        };

    try (OutputStream out = new UnclosedOutputStream(buffered)) {
      out.write(1);
      out.write(new byte[] {2, 3});
    }

    assertEquals(3, bytes.size());
    assertEquals(false, closed[0]);
  }
}
