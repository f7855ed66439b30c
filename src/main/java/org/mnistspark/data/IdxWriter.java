package org.mnistspark.data;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/** Writes an IDX file item by item, uncompressed. */
public final class IdxWriter implements Closeable {
  private final OutputStream out;
  private final ArrayHeader header;
  private int items;

  /** Writes the header. Closing the writer closes {@code out}. */
  public IdxWriter(OutputStream out, ArrayHeader header) throws IOException {
    this.out = new BufferedOutputStream(out, 1 << 16);
    this.header = header;
    header.writeTo(this.out);
  }

  /** Appends one item of {@code header.itemBytes()} bytes. */
  public void write(byte[] item) throws IOException {
    if (item.length != header.itemBytes()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "expected an item of %d bytes, found %d; write items of the header's shape",
              header.itemBytes(),
              item.length));
    }
    if (items == header.items()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "expected %d items, found one more; write as many as the header says",
              items));
    }
    out.write(item);
    items++;
  }

  /** Closes the file and throws {@link DataException} unless all items were written. */
  @Override
  public void close() throws IOException {
    out.close();
    if (items != header.items()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "expected %d items, found %d at close; write as many as the header says",
              header.items(),
              items));
    }
  }
}
