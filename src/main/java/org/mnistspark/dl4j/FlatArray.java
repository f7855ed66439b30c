package org.mnistspark.dl4j;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Reads a flat array as {@code Nd4j.write} writes it: shape information, then data, each as UTF
 * allocation mode, long length, UTF data type and big-endian elements. {@code Nd4j.read} itself
 * allocates native memory of whatever length it is told, and follows strides that may lead outside
 * of it; this takes only the data, whose order is the same for a row.
 */
final class FlatArray {
  /** Twice the rank of the largest possible shape, rank, extras, element stride and order. */
  private static final int MAX_SHAPE_LONGS = 2 * 32 + 4;

  private static final int BUFFER_FLOATS = 1 << 14;

  /**
   * An array of either type.
   *
   * @param floats whether they are floats, not doubles
   */
  @SuppressWarnings("ArrayRecordComponent") // Lives for one call; nobody compares or changes it.
  record Values(boolean floats, double[] values) {}

  private record Header(String type, long length) {}

  private FlatArray() {}

  /**
   * Reads to the end of the stream. Memory grows with the bytes that are there, not with the length
   * that is promised.
   *
   * @param name of the entry, for messages
   * @param most elements
   * @throws MalformedModelException if it is another array, or a longer one
   */
  static float[] read(InputStream in, String name, long most) throws IOException {
    DataInputStream data = new DataInputStream(in);
    try {
      long length = header(data, name, List.of("FLOAT"), most).length();
      float[] values = floats(data, name, (int) length);
      if (data.read() != -1) {
        throw new MalformedModelException(name + " with bytes after its " + length + " values");
      }
      return values;
    } catch (UTFDataFormatException e) {
      throw new MalformedModelException(name + " that is no ND4J array", e);
    }
  }

  /**
   * Reads floats or doubles, and nothing after them.
   *
   * @param length of the array
   * @throws MalformedModelException if it is another array
   */
  static Values readNext(DataInputStream data, String name, int length) throws IOException {
    Header header = header(data, name, List.of("FLOAT", "DOUBLE"), Integer.MAX_VALUE);
    if (header.length() != length) {
      throw new MalformedModelException(
          String.format(
              Locale.ROOT,
              "%s of %d features for a network of %d inputs",
              name,
              header.length(),
              length));
    }
    boolean floats = header.type().equals("FLOAT");
    double[] values = new double[Math.min(length, BUFFER_FLOATS)];
    for (int i = 0; i < length; i++) {
      if (i == values.length) {
        values = Arrays.copyOf(values, (int) Math.min(length, 2L * values.length));
      }
      values[i] = floats ? data.readFloat() : data.readDouble();
    }
    return new Values(floats, values);
  }

  /** Reads up to the values: shape, then their type and length. */
  private static Header header(DataInputStream data, String name, List<String> types, long most)
      throws IOException {
    int shape = (int) buffer(data, name, List.of("LONG"), MAX_SHAPE_LONGS).length();
    long elements = elements(data, name, shape);
    Header header = buffer(data, name, types, most);
    if (header.length() != elements) {
      throw new MalformedModelException(
          String.format(
              Locale.ROOT, "%s with %d values for a shape of %d", name, header.length(), elements));
    }
    return header;
  }

  private static Header buffer(DataInputStream data, String name, List<String> types, long most)
      throws IOException {
    String mode = data.readUTF();
    // Others are of DL4J before 1.0.0-beta, with an int for the length.
    if (!mode.equals("MIXED_DATA_TYPES") && !mode.equals("LONG_SHAPE")) {
      throw new MalformedModelException(
          name
              + " in the format "
              + MalformedModelException.shown(mode)
              + ", not MIXED_DATA_TYPES");
    }
    long length = data.readLong();
    String found = data.readUTF();
    if (!types.contains(found)) {
      throw new MalformedModelException(
          name
              + " of type "
              + MalformedModelException.shown(found)
              + ", not "
              + String.join(" or ", types));
    }
    if (length < 1 || length > most) {
      throw new MalformedModelException(
          String.format(Locale.ROOT, "%s with %d values, not 1 to %d", name, length, most));
    }
    return new Header(found, length);
  }

  private static long elements(DataInputStream data, String name, int longs) throws IOException {
    long[] shape = new long[longs];
    for (int i = 0; i < longs; i++) {
      shape[i] = data.readLong();
    }
    long rank = shape[0];
    if (rank < 1 || rank > 2 || longs != 2 * rank + 4) {
      throw new MalformedModelException(name + " of rank " + rank + ", not 1 or 2");
    }
    if (rank == 2 && shape[1] != 1) {
      throw new MalformedModelException(name + " of " + shape[1] + " rows, not 1");
    }
    return shape[(int) rank];
  }

  private static float[] floats(DataInputStream data, String name, int length) throws IOException {
    float[] values = new float[Math.min(length, BUFFER_FLOATS)];
    byte[] buffer = new byte[Float.BYTES * BUFFER_FLOATS];
    for (int from = 0; from < length; ) {
      int count = Math.min(length - from, BUFFER_FLOATS);
      int found = data.readNBytes(buffer, 0, Float.BYTES * count);
      if (found < Float.BYTES * count) {
        throw new MalformedModelException(
            String.format(
                Locale.ROOT,
                "%s that ends after %d of %d values",
                name,
                from + found / Float.BYTES,
                length));
      }
      if (from + count > values.length) {
        values = Arrays.copyOf(values, (int) Math.min(length, 2L * values.length));
      }
      ByteBuffer.wrap(buffer).asFloatBuffer().get(values, from, count);
      from += count;
    }
    return values;
  }
}
