package org.mnistspark.mlp;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.mnistspark.data.GreyLevels;
import org.mnistspark.evaluation.Probabilities;

/**
 * How an example is laid out as a row of bytes: its label, then its features, numbers in the byte
 * order of the buffer. The one place that decides what a stored example looks like.
 *
 * <p>Features are all values, or, in a sparse row, their number (int) and the indices and the
 * values of those that are not zero. An index takes two bytes where there are no more than 65,536
 * inputs, else four.
 *
 * @param inputs features of an example
 * @param classes values of a label
 * @param levels whether a feature is an unsigned byte k, which stands for k/255; else it is a float
 * @param hard whether a label is the number of a class (int); else it is a float per class
 * @param sparse whether zeros are left out
 */
public record RowFormat(int inputs, int classes, boolean levels, boolean hard, boolean sparse)
    implements Serializable {

  /**
   * Share of values that are not zero up to which rows are sparse. Beyond it the dense products of
   * OpenBLAS are faster; docs/benchmarks.md has the table.
   */
  public static final double MAX_SPARSE_DENSITY = 0.35;

  private static final int MAX_SHORT_INDICES = 1 << Character.SIZE;

  /** Checks the numbers. */
  public RowFormat {
    if (inputs < 1 || classes < 1) {
      throw new IllegalArgumentException(
          "row: expected at least one input and one class, found " + inputs + " and " + classes);
    }
  }

  /** The smallest format: few values that are not zero, all grey levels, and one class each. */
  public static RowFormat smallest(int inputs, int classes) {
    return new RowFormat(inputs, classes, true, true, true);
  }

  /** Whether rows with this many values that are not zero, of all, had better be sparse. */
  public static boolean isSparse(long nonzeros, long values) {
    return nonzeros <= MAX_SPARSE_DENSITY * values;
  }

  /** How many of the values in [from, to) are not zero. */
  static int nonzeros(float[] values, int from, int to) {
    int nonzeros = 0;
    for (int i = from; i < to; i++) {
      nonzeros += values[i] == 0f ? 0 : 1;
    }
    return nonzeros;
  }

  /** Bytes of the label, with which a row begins. */
  int labelBytes() {
    return hard ? Integer.BYTES : Math.multiplyExact(classes, Float.BYTES);
  }

  /** Bytes of an index in a sparse row. */
  int indexBytes() {
    return inputs <= MAX_SHORT_INDICES ? Character.BYTES : Integer.BYTES;
  }

  /** Bytes of a feature's value. */
  int valueBytes() {
    return levels ? Byte.BYTES : Float.BYTES;
  }

  /** Bytes of an entry of a sparse row: an index and a value. */
  int entryBytes() {
    return indexBytes() + valueBytes();
  }

  /** Bytes of a row with this many values that are not zero. */
  public int bytes(int nonzeros) {
    int features =
        sparse
            ? Math.addExact(Integer.BYTES, Math.multiplyExact(nonzeros, entryBytes()))
            : Math.multiplyExact(inputs, valueBytes());
    return Math.addExact(labelBytes(), features);
  }

  /** Bytes of the row at the buffer's position. */
  public int bytes(ByteBuffer row) {
    return bytes(sparse ? row.getInt(row.position() + labelBytes()) : inputs);
  }

  /** Bytes of a row without a zero. */
  public int maxBytes() {
    return bytes(inputs);
  }

  /** The same format with zeros left out, or with all values. */
  public RowFormat withSparse(boolean zerosLeftOut) {
    return new RowFormat(inputs, classes, levels, hard, zerosLeftOut);
  }

  /** The smallest format like this one, sparse or not, that keeps every bit of rows of either. */
  public RowFormat covering(RowFormat other) {
    return new RowFormat(inputs, classes, levels && other.levels, hard && other.hard, sparse);
  }

  /** Values of the row at the buffer's position that are not zero. */
  public int nonzeros(ByteBuffer row) {
    int at = row.position() + labelBytes();
    if (sparse) {
      return row.getInt(at);
    }
    int nonzeros = 0;
    for (int i = 0; i < inputs; i++) {
      nonzeros += value(row, at + i * valueBytes()) == 0f ? 0 : 1;
    }
    return nonzeros;
  }

  private float value(ByteBuffer row, int at) {
    return levels ? GreyLevels.of(row.get(at)) : row.getFloat(at);
  }

  private int index(ByteBuffer row, int at) {
    return indexBytes() == Character.BYTES ? row.getChar(at) : row.getInt(at);
  }

  /**
   * Writes an example at the buffer's position.
   *
   * @param features as many as inputs; grey levels where {@link #levels}
   * @param label as many as classes; one-hot where {@link #hard}
   */
  void write(float[] features, float[] label, ByteBuffer out) {
    writeLabel(label, out);
    writeFeatures(features, out);
  }

  /** Writes a label at the buffer's position. */
  void writeLabel(float[] label, ByteBuffer out) {
    if (hard) {
      out.putInt(Probabilities.argmax(label));
    } else {
      for (float value : label) {
        out.putFloat(value);
      }
    }
  }

  private void writeFeatures(float[] features, ByteBuffer out) {
    if (!sparse) {
      for (float feature : features) {
        writeValue(feature, out);
      }
      return;
    }
    int countAt = out.position();
    out.putInt(0);
    int nonzeros = 0;
    for (int i = 0; i < inputs; i++) {
      if (features[i] != 0f) {
        writeIndex(i, out);
        nonzeros++;
      }
    }
    for (float feature : features) {
      if (feature != 0f) {
        writeValue(feature, out);
      }
    }
    out.putInt(countAt, nonzeros);
  }

  /** Writes an index of a sparse row at the buffer's position. */
  void writeIndex(int index, ByteBuffer out) {
    if (indexBytes() == Character.BYTES) {
      out.putChar((char) index);
    } else {
      out.putInt(index);
    }
  }

  /** Writes a feature at the buffer's position. */
  void writeValue(float feature, ByteBuffer out) {
    if (levels) {
      out.put((byte) GreyLevels.nearest(feature));
    } else {
      out.putFloat(feature);
    }
  }

  /**
   * Reads the features of the row at a place.
   *
   * @param features overwritten from {@code to} on
   */
  void readFeatures(ByteBuffer row, int rowAt, float[] features, int to) {
    int at = rowAt + labelBytes();
    if (!sparse) {
      for (int i = 0; i < inputs; i++) {
        features[to + i] = value(row, at + i * valueBytes());
      }
      return;
    }
    Arrays.fill(features, to, to + inputs, 0f);
    int nonzeros = row.getInt(at);
    int indices = at + Integer.BYTES;
    int values = indices + nonzeros * indexBytes();
    for (int k = 0; k < nonzeros; k++) {
      features[to + index(row, indices + k * indexBytes())] = value(row, values + k * valueBytes());
    }
  }

  /**
   * Copies a row of another format to the buffer's position. This one keeps its bits, see {@link
   * #covering}.
   *
   * @param row of that format, from its position on; moved behind it
   */
  public void convert(ByteBuffer row, RowFormat from, ByteBuffer out) {
    int begin = row.position();
    int end = begin + from.bytes(row);
    if (from.hard == hard) {
      out.put(row.slice(begin, labelBytes()));
    } else {
      int label = row.getInt(begin);
      for (int c = 0; c < classes; c++) {
        out.putFloat(c == label ? 1f : 0f);
      }
    }
    if (from.levels == levels && from.sparse == sparse) {
      out.put(row.slice(begin + from.labelBytes(), end - begin - from.labelBytes()));
    } else {
      float[] features = new float[inputs];
      from.readFeatures(row, begin, features, 0);
      writeFeatures(features, out);
    }
    row.position(end);
  }
}
