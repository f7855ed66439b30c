package org.mnistspark.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * The content of a gzip file, all of its members one after the other. Unlike GZIPInputStream it
 * does not recurse from member to member, so that a few hundred kilobytes of empty members are no
 * stack overflow, and it takes nothing after the last member but zeros, which some archives pad
 * with.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952, GZIP file format</a>
 */
final class Gunzip extends InputStream {
  private static final int FHCRC = 2;
  private static final int FEXTRA = 4;
  private static final int FNAME = 8;
  private static final int FCOMMENT = 16;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] compressed;
  private int position;
  private int limit;
  private boolean ended;

  /**
   * Reads the first member's header.
   *
   * @param in from the first byte of the file; it is closed with this stream
   * @throws ZipException if that is not a gzip header
   */
  Gunzip(InputStream in, int bufferBytes) throws IOException {
    this.in = in;
    this.compressed = new byte[bufferBytes];
    try {
      header(next());
    } catch (IOException e) {
      inflater.end();
      throw e;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) == -1 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    try {
      while (!ended) {
        int read = inflater.inflate(buffer, offset, length);
        if (read > 0) {
          crc.update(buffer, offset, read);
          return read;
        }
        proceed();
      }
      return -1;
    } catch (DataFormatException e) {
      throw new ZipException(e.getMessage() == null ? "invalid deflate data" : e.getMessage());
    }
  }

  /** The inflater has nothing to give: the member is over, or more input is needed. */
  private void proceed() throws IOException {
    if (inflater.finished()) {
      position = limit - inflater.getRemaining();
      trailer();
      ended = !nextMember();
    } else if (inflater.needsDictionary()) {
      throw new ZipException("a preset dictionary, which gzip has not");
    } else if (inflater.needsInput()) {
      fill();
      if (limit == 0) {
        throw new EOFException("Unexpected end of ZLIB input stream");
      }
      give();
    }
  }

  private void trailer() throws IOException {
    long checksum = littleEndian();
    long size = littleEndian();
    if (checksum != crc.getValue() || size != (inflater.getBytesWritten() & 0xFFFFFFFFL)) {
      throw new ZipException("Corrupt GZIP trailer");
    }
  }

  private boolean nextMember() throws IOException {
    int first = nextOrEnd();
    if (first == 0) {
      while (first == 0) {
        first = nextOrEnd();
      }
      if (first != -1) {
        throw new ZipException("bytes after the end of the gzip stream");
      }
    }
    if (first == -1) {
      return false;
    }
    inflater.reset();
    crc.reset();
    header(first);
    return true;
  }

  /** Of its fields nothing is kept: neither name, nor time, nor comment. */
  private void header(int first) throws IOException {
    if (first != 0x1F || next() != 0x8B) {
      throw new ZipException("bytes after the end of the gzip stream");
    }
    if (next() != 8) {
      throw new ZipException("Unsupported compression method");
    }
    int flags = next();
    skip(6);
    if ((flags & FEXTRA) != 0) {
      skip(next() | (next() << 8));
    }
    if ((flags & FNAME) != 0) {
      skipText();
    }
    if ((flags & FCOMMENT) != 0) {
      skipText();
    }
    if ((flags & FHCRC) != 0) {
      skip(2);
    }
    give();
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      next();
    }
  }

  private void skipText() throws IOException {
    while (next() != 0) {
      // up to the zero at its end
    }
  }

  private long littleEndian() throws IOException {
    long value = 0;
    for (int i = 0; i < 4; i++) {
      value |= (long) next() << (8 * i);
    }
    return value;
  }

  private int next() throws IOException {
    int value = nextOrEnd();
    if (value == -1) {
      throw new EOFException("Unexpected end of GZIP input stream");
    }
    return value;
  }

  private int nextOrEnd() throws IOException {
    if (position == limit) {
      fill();
    }
    return limit == 0 ? -1 : compressed[position++] & 0xFF;
  }

  private void fill() throws IOException {
    position = 0;
    limit = Math.max(0, in.read(compressed, 0, compressed.length));
  }

  /** What is buffered, to the inflater. */
  private void give() {
    inflater.setInput(compressed, position, limit - position);
  }

  @Override
  public void close() throws IOException {
    ended = true;
    inflater.end();
    in.close();
  }
}
