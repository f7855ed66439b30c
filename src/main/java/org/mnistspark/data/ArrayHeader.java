package org.mnistspark.data;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the header of an array file says: the type of its elements and its dimensions. Dimension 0
 * counts the items; the others are the shape of one item (none for labels).
 *
 * <p>Two formats have one. IDX: bytes {@code 0 0 type ndims}, then ndims big-endian int sizes,
 * slowest dimension first. And numpy's npy ({@link NpyHeader}), which is told apart by its first
 * byte.
 *
 * <p>A header that exists is sound: at least one dimension, no negative size, no empty item, an
 * item of at most {@link #MAX_ITEM_BYTES}. So a caller may allocate {@link #itemBytes()} whatever
 * file the header came from.
 *
 * @param length bytes of the header itself
 * @see <a href="http://yann.lecun.com/exdb/mnist/">The IDX file format, on the MNIST page</a>
 */
public record ArrayHeader(ElementType type, List<Integer> dimensions, int length)
    implements Serializable {
  /** The largest item that is read, 64 MiB: a larger one is taken for a damaged header. */
  public static final int MAX_ITEM_BYTES = 1 << 26;

  /** Bytes of the longest header. */
  static final int MAX_LENGTH = NpyHeader.MAX_LENGTH;

  /** What deflate makes of a run of equal bytes at best: 258 of them in 2 bits. */
  private static final int MAX_DEFLATE_RATIO = 1032;

  /** Throws {@link DataException} if the sizes make no sense. */
  public ArrayHeader {
    dimensions = List.copyOf(dimensions);
    check("header", type, dimensions);
  }

  /** The header of an IDX file. */
  public ArrayHeader(ElementType type, List<Integer> dimensions) {
    this(type, dimensions, 4 + 4 * dimensions.size());
  }

  /** An IDX header of {@code items} items with the given shape. */
  public static ArrayHeader of(ElementType type, int items, int... itemShape) {
    List<Integer> dimensions = new ArrayList<>();
    dimensions.add(items);
    for (int size : itemShape) {
      dimensions.add(size);
    }
    return new ArrayHeader(type, dimensions);
  }

  /**
   * Reads a header and consumes exactly {@link #length()} bytes.
   *
   * @param name names the file in messages
   * @throws DataException if there is no sound header
   */
  public static ArrayHeader read(InputStream in, String name) throws IOException {
    byte[] magic = in.readNBytes(4);
    if (magic.length == 4 && (magic[0] & 0xFF) == NpyHeader.FIRST_BYTE) {
      return NpyHeader.read(magic, in, name);
    }
    if (magic.length < 4) {
      throw new DataException(
          name
              + ": expected an IDX header of at least 8 bytes, found "
              + magic.length
              + " bytes; replace the file");
    }
    ElementType type = checkMagic(magic, name);
    int dimensions = magic[3] & 0xFF;
    byte[] sizes = in.readNBytes(4 * dimensions);
    if (sizes.length < 4 * dimensions) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: expected an IDX header of %d bytes (%d dimensions), found %d bytes; replace the file",
              name,
              4 + 4 * dimensions,
              dimensions,
              4 + sizes.length));
    }
    ByteBuffer buffer = ByteBuffer.wrap(sizes);
    List<Integer> list = new ArrayList<>(dimensions);
    for (int d = 0; d < dimensions; d++) {
      list.add(buffer.getInt());
    }
    check(name, type, list);
    return new ArrayHeader(type, list);
  }

  private static ElementType checkMagic(byte[] magic, String name) {
    boolean zeros = magic[0] == 0 && magic[1] == 0;
    if (!zeros || ElementType.ofCode(magic[2] & 0xFF).isEmpty()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              ("%s: expected an IDX file, magic 00 00, type 08, 09 or 0B to 0E, dimensions;"
                  + " found %02X %02X %02X %02X; replace the file by an IDX file, plain or gzip"),
              name,
              magic[0],
              magic[1],
              magic[2],
              magic[3]));
    }
    return ElementType.ofCode(magic[2] & 0xFF).orElseThrow();
  }

  static void check(String name, ElementType type, List<Integer> sizes) {
    if (sizes.isEmpty() || sizes.size() > 255) {
      throw new DataException(
          name + ": expected 1 to 255 dimensions, found " + sizes.size() + "; replace the file");
    }
    int itemBytes = type.bytes();
    for (int d = 0; d < sizes.size(); d++) {
      int size = sizes.get(d);
      // An item may be empty only where there is none: else a few bytes would stand for 2^31 items.
      int least = d == 0 || sizes.get(0) == 0 ? 0 : 1;
      if (size < least) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: expected size %d or more in dimension %d, found %s; replace the file",
                name,
                least,
                d,
                sizes));
      }
      itemBytes = d == 0 ? itemBytes : multiply(name, itemBytes, size, sizes);
    }
    if (itemBytes > MAX_ITEM_BYTES) {
      throw tooLarge(name, sizes);
    }
  }

  private static int multiply(String name, int product, int size, List<Integer> sizes) {
    try {
      return Math.multiplyExact(product, size);
    } catch (ArithmeticException e) {
      throw tooLarge(name, sizes);
    }
  }

  private static DataException tooLarge(String name, List<Integer> sizes) {
    return new DataException(
        String.format(
            Locale.ROOT,
            "%s: expected items of at most %d bytes, found dimensions %s; replace the file",
            name,
            MAX_ITEM_BYTES,
            sizes));
  }

  @Override
  public String toString() {
    return type.numpyName() + dimensions;
  }

  /** How many items the file has. */
  public int items() {
    return dimensions.get(0);
  }

  /** Elements of one item: the product of all dimensions but the first, 1 for labels. */
  public int itemElements() {
    return dimensions.stream().skip(1).reduce(1, Math::multiplyExact);
  }

  /** Bytes of one item. */
  public int itemBytes() {
    return Math.multiplyExact(itemElements(), type.bytes());
  }

  /** Bytes of all items, without the header. */
  public long contentBytes() {
    return Math.multiplyExact((long) items(), (long) itemBytes());
  }

  /** Writes this header as that of an IDX file. */
  public void writeTo(OutputStream out) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    data.writeShort(0);
    data.writeByte(type.code());
    data.writeByte(dimensions.size());
    for (int size : dimensions) {
      data.writeInt(size);
    }
    data.flush();
  }

  /**
   * Holds the length of a plain file against this header.
   *
   * @param fileBytes bytes of the whole file, header included
   * @throws DataException if the file is shorter or longer than its header says
   */
  public void checkFileLength(long fileBytes, String name) {
    long expected = length() + contentBytes();
    if (fileBytes != expected) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: expected %d bytes for %d items of %d bytes, found %d bytes: %s; replace the file",
              name,
              expected,
              items(),
              itemBytes(),
              fileBytes,
              fileBytes < expected
                  ? (expected - fileBytes) + " bytes are missing"
                  : (fileBytes - expected) + " bytes too many"));
    }
  }

  /**
   * Holds the length of a gzip file against this header, before anyone allocates what it promises.
   *
   * @param fileBytes compressed bytes of the whole file
   * @throws DataException if so few bytes cannot hold so much
   */
  public void checkGzipLength(long fileBytes, String name) {
    // Of no items, too, an item is what memory may be made for.
    long expected = length() + Math.max(contentBytes(), itemBytes());
    if (expected / MAX_DEFLATE_RATIO > fileBytes) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: expected at most %d bytes out of %d bytes of gzip, found a header of %d items of %d bytes; replace the file",
              name,
              fileBytes * MAX_DEFLATE_RATIO,
              fileBytes,
              items(),
              itemBytes()));
    }
  }
}
