package org.mnistspark.mlp;

import java.io.Serializable;
import java.nio.ByteBuffer;
import org.mnistspark.data.GreyLevels;
import org.mnistspark.evaluation.Probabilities;

/**
 * How an example is laid out as a row of bytes: its features, then its label, numbers in the byte
 * order of the buffer. The one place that decides what a stored example looks like.
 *
 * @param inputs features of an example
 * @param classes values of a label
 * @param levels whether a feature is an unsigned byte k, which stands for k/255; else it is a float
 * @param hard whether a label is the number of a class (int); else it is a float per class
 */
public record RowFormat(int inputs, int classes, boolean levels, boolean hard)
    implements Serializable {

  /** Checks the numbers. */
  public RowFormat {
    if (inputs < 1 || classes < 1) {
      throw new IllegalArgumentException(
          "row: expected at least one input and one class, found " + inputs + " and " + classes);
    }
  }

  /** The smallest format, which grey levels with one class each have. */
  public static RowFormat smallest(int inputs, int classes) {
    return new RowFormat(inputs, classes, true, true);
  }

  /** Bytes of the features. */
  int featureBytes() {
    return levels ? inputs : Math.multiplyExact(inputs, Float.BYTES);
  }

  /** Bytes of a row. */
  public int bytes() {
    return Math.addExact(
        featureBytes(), hard ? Integer.BYTES : Math.multiplyExact(classes, Float.BYTES));
  }

  /** The smallest format that keeps every bit of rows of either. */
  public RowFormat covering(RowFormat other) {
    return new RowFormat(inputs, classes, levels && other.levels, hard && other.hard);
  }

  /**
   * Writes an example at the buffer's position.
   *
   * @param features as many as inputs; grey levels where {@link #levels}
   * @param label as many as classes; one-hot where {@link #hard}
   */
  void write(float[] features, float[] label, ByteBuffer out) {
    for (float feature : features) {
      if (levels) {
        out.put((byte) GreyLevels.nearest(feature));
      } else {
        out.putFloat(feature);
      }
    }
    if (hard) {
      out.putInt(Probabilities.argmax(label));
    } else {
      for (float value : label) {
        out.putFloat(value);
      }
    }
  }

  /**
   * Copies a row of another format, which this one covers, to the buffer's position.
   *
   * @param row of that format, from its position on; moved behind it
   */
  public void convert(ByteBuffer row, RowFormat from, ByteBuffer out) {
    if (from.levels == levels) {
      copy(row, featureBytes(), out);
    } else {
      for (int i = 0; i < inputs; i++) {
        out.putFloat(GreyLevels.of(row.get()));
      }
    }
    if (from.hard == hard) {
      copy(row, bytes() - featureBytes(), out);
    } else {
      int label = row.getInt();
      for (int c = 0; c < classes; c++) {
        out.putFloat(c == label ? 1f : 0f);
      }
    }
  }

  private static void copy(ByteBuffer row, int bytes, ByteBuffer out) {
    out.put(row.slice(row.position(), bytes));
    row.position(row.position() + bytes);
  }
}
