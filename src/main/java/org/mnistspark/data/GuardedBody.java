package org.mnistspark.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A response body that neither stalls nor swells: a read that takes too long is ended by closing
 * the stream (the request timeout of java.net.http ends with the response's headers), and this many
 * bytes are too many.
 */
final class GuardedBody extends FilterInputStream {
  private final long mostBytes;
  private final Duration stall;
  private final ScheduledExecutorService timer;
  private long bytes;
  private volatile boolean stalled;

  GuardedBody(InputStream body, long mostBytes, Duration stall, ScheduledExecutorService timer) {
    super(body);
    this.mostBytes = mostBytes;
    this.stall = stall;
    this.timer = timer;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) == -1 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    ScheduledFuture<?> alarm = timer.schedule(this::abort, stall.toMillis(), TimeUnit.MILLISECONDS);
    int read;
    try {
      read = super.read(buffer, offset, length);
    } catch (IOException e) {
      if (!stalled) {
        throw e;
      }
      HttpTimeoutException timeout =
          new HttpTimeoutException("stalled for " + stall.toMillis() + " ms");
      timeout.initCause(e);
      throw timeout;
    } finally {
      alarm.cancel(false);
    }
    bytes += Math.max(read, 0);
    if (bytes > mostBytes) {
      throw new DataException("expected at most " + mostBytes + " bytes, found more");
    }
    return read;
  }

  private void abort() {
    stalled = true;
    try {
      close();
    } catch (IOException e) {
      // The reader finds the stream closed either way.
    }
  }
}
