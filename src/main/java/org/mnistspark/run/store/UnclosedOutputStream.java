package org.mnistspark.run.store;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Keeps a stream open for the sync that follows, whatever its writer closes.
 *
 * <p>It throws no exception twice. HDFS' stream throws the one that it failed with again and again,
 * and a try-with-resources that meets the same one on closing hides it behind an
 * IllegalArgumentException, because no exception can suppress itself.
 */
final class UnclosedOutputStream extends FilterOutputStream {
  private Optional<IOException> failure = Optional.empty();

  UnclosedOutputStream(OutputStream out) {
    super(out);
  }

  @FunctionalInterface
  private interface Operation {
    void run() throws IOException;
  }

  private void run(Operation operation) throws IOException {
    if (failure.isPresent()) {
      throw new IOException(failure.get());
    }
    try {
      operation.run();
    } catch (IOException e) {
      failure = Optional.of(e);
      throw e;
    }
  }

  @Override
  public void write(int b) throws IOException {
    run(() -> out.write(b));
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    // FilterOutputStream writes byte by byte.
    run(() -> out.write(bytes, offset, length));
  }

  @Override
  public void flush() throws IOException {
    run(out::flush);
  }

  @Override
  public void close() throws IOException {
    flush();
  }
}
