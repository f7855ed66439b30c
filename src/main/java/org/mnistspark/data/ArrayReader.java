package org.mnistspark.data;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.ZipException;

/**
 * Reads an array file (IDX or npy) item by item, plain, gzip, or as an entry of an npz file. Memory
 * is bounded by small buffers; a header that promises more than the file holds costs nothing and is
 * found out when the bytes end.
 */
public final class ArrayReader implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final InputStream in;
  private final String name;
  private final ArrayHeader header;
  private int items;

  private ArrayReader(InputStream in, String name, ArrayHeader header) {
    this.in = in;
    this.name = name;
    this.header = header;
  }

  /**
   * Reads the header. Closing the reader closes {@code in}; so does a failure here.
   *
   * @param in the file from its first byte; its first two bytes tell gzip from plain
   * @param name names the file in messages
   * @throws DataException if there is no sound header
   */
  public static ArrayReader open(InputStream in, String name) throws IOException {
    return open(in, name, () -> inflated(in));
  }

  /**
   * Reads the header of an entry of an npz file, which is a zip of npy files.
   *
   * @param entry name in the zip, with .npy
   */
  public static ArrayReader openEntry(InputStream in, String entry, String name)
      throws IOException {
    return open(in, name, () -> NpzEntries.at(in, entry, name));
  }

  private static ArrayReader open(InputStream in, String name, Reading<InputStream> begin)
      throws IOException {
    try {
      return damageAsDataException(
          name,
          () -> {
            InputStream content = begin.read();
            return new ArrayReader(content, name, ArrayHeader.read(content, name));
          });
    } catch (IOException | RuntimeException e) {
      try {
        in.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /** The uncompressed content of a stream that is plain or gzip; closing it closes {@code in}. */
  static InputStream inflated(InputStream in) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
    buffered.mark(2);
    byte[] magic = buffered.readNBytes(2);
    buffered.reset();
    boolean gzip = magic.length == 2 && (magic[0] & 0xFF) == 0x1F && (magic[1] & 0xFF) == 0x8B;
    // Buffered again, because the inflater is slow for single bytes, and labels are single bytes.
    return gzip
        ? new BufferedInputStream(new Gunzip(buffered, BUFFER_BYTES), BUFFER_BYTES)
        : buffered;
  }

  /** The header of the file. */
  public ArrayHeader header() {
    return header;
  }

  /**
   * Reads the next item.
   *
   * @param item receives the item's raw bytes; its length is {@code header().itemBytes()}
   * @return false after the last item, when it is also certain that nothing follows and that the
   *     gzip checksum holds
   * @throws DataException if the file is truncated, too long, or its gzip stream is corrupt
   */
  public boolean next(byte[] item) throws IOException {
    if (item.length != header.itemBytes()) {
      throw new IllegalArgumentException(
          "expected a buffer of " + header.itemBytes() + " bytes, found " + item.length);
    }
    return damageAsDataException(name, () -> items < header.items() ? readItem(item) : checkEnd());
  }

  private boolean readItem(byte[] item) throws IOException {
    int found = in.readNBytes(item, 0, item.length);
    if (found < item.length) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: expected %d items of %d bytes, found %d items and %d bytes more: the file is truncated; replace the file",
              name,
              header.items(),
              item.length,
              items,
              found));
    }
    items++;
    return true;
  }

  private boolean checkEnd() throws IOException {
    if (in.read() != -1) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: expected %d items of %d bytes, found more bytes after %d items: the file is too long; replace the file",
              name,
              header.items(),
              header.itemBytes(),
              items));
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  @FunctionalInterface
  interface Reading<T> {
    T read() throws IOException;
  }

  /** Tells a damaged gzip stream from a failing disk or network, which stays an IOException. */
  static <T> T damageAsDataException(String name, Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (ZipException | EOFException e) {
      throw new DataException(
          name
              + (name.contains(".npz")
                  ? ": expected an intact zip file"
                  : ": expected an intact gzip stream")
              + ", found: "
              + e.getMessage()
              + "; replace the file",
          e);
    }
  }
}
