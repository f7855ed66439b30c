package org.mnistspark.job;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PositionedReadable;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.Seekable;

/** The local filesystem under a scheme of its own, counting the bytes that are read. */
final class CountingFileSystem extends RawLocalFileSystem {
  static final String SCHEME = "counted";

  private static final Map<String, LongAdder> BYTES = new ConcurrentHashMap<>();

  /** Bytes read so far of all files of this name. */
  static long bytes(String name) {
    return BYTES.getOrDefault(name, new LongAdder()).sum();
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    LongAdder counter = BYTES.computeIfAbsent(path.getName(), name -> new LongAdder());
    return new FSDataInputStream(new Counted(super.open(path, bufferSize), counter));
  }

  private static final class Counted extends InputStream implements Seekable, PositionedReadable {
    private final FSDataInputStream in;
    private final LongAdder counter;

    Counted(FSDataInputStream in, LongAdder counter) {
      this.in = in;
      this.counter = counter;
    }

    private int count(int bytes) {
      counter.add(Math.max(0, bytes));
      return bytes;
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      count(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return count(in.read(bytes, offset, length));
    }

    @Override
    public int read(long position, byte[] bytes, int offset, int length) throws IOException {
      return count(in.read(position, bytes, offset, length));
    }

    @Override
    public void readFully(long position, byte[] bytes, int offset, int length) throws IOException {
      in.readFully(position, bytes, offset, length);
      count(length);
    }

    @Override
    public void readFully(long position, byte[] bytes) throws IOException {
      readFully(position, bytes, 0, bytes.length);
    }

    @Override
    public void seek(long position) throws IOException {
      in.seek(position);
    }

    @Override
    public long skip(long bytes) throws IOException {
      return in.skip(bytes);
    }

    @Override
    public long getPos() throws IOException {
      return in.getPos();
    }

    @Override
    public boolean seekToNewSource(long position) throws IOException {
      return in.seekToNewSource(position);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
