package org.mnistspark.mlp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.mnistspark.data.GreyLevels;

/**
 * Packs examples, one after the other, each in the smallest format that keeps every bit (but the
 * sign of zero), sparse where it has few values that are not zero. For one thread at a time.
 */
public final class RowPacker {
  private static final int LEVELS = 1;
  private static final int HARD = 2;
  private static final int SPARSE = 4;

  private final int inputs;
  private final int classes;
  private final RowFormat[] formats;
  private final byte[] levels;
  private ByteBuffer row = ByteBuffer.allocate(0);

  /** A packer for examples of this many features and classes. */
  public RowPacker(int inputs, int classes) {
    this.inputs = inputs;
    this.classes = classes;
    this.formats = formats(inputs, classes);
    this.levels = new byte[inputs];
  }

  /** All formats of rows of this many features and classes, each at its {@link #number}. */
  public static RowFormat[] formats(int inputs, int classes) {
    RowFormat[] formats = new RowFormat[LEVELS + HARD + SPARSE + 1];
    for (int i = 0; i < formats.length; i++) {
      formats[i] =
          new RowFormat(inputs, classes, (i & LEVELS) != 0, (i & HARD) != 0, (i & SPARSE) != 0);
    }
    return formats;
  }

  /** A number for a format among those of the same features and classes. */
  public static int number(RowFormat format) {
    return number(format.levels(), format.hard(), format.sparse());
  }

  private static int number(boolean levels, boolean hard, boolean sparse) {
    return (levels ? LEVELS : 0) | (hard ? HARD : 0) | (sparse ? SPARSE : 0);
  }

  /**
   * Packs an example.
   *
   * @param features as many as inputs
   * @param label distribution over the classes, exactly one-hot for one of them; times the
   *     example's weight
   * @return its format
   * @throws IllegalArgumentException when a length is another, or a label is not finite
   */
  public RowFormat pack(float[] features, float[] label) {
    require("features", features, inputs);
    require("label", label, classes);
    int nonzeros = RowFormat.nonzeros(features, 0, inputs);
    boolean grey = GreyLevels.encode(features, levels);
    boolean sparse = RowFormat.isSparse(nonzeros, inputs);
    RowFormat format = formats[number(grey, Labels.isOneHot(label), sparse)];
    clear(format.bytes(nonzeros));
    if (grey && !sparse) {
      format.writeLabel(label, row);
      row.put(levels);
    } else {
      format.write(features, label, row);
    }
    return format;
  }

  /**
   * Packs an example whose features are given by those that are not zero; nothing is made dense
   * where most are zero.
   *
   * @param indices ascending, from 0
   * @param values one per index; may be zero
   * @param label as in {@link #pack(float[], float[])}
   * @return its format
   * @throws IllegalArgumentException when an index is out of order or range, a length is another,
   *     or a label is not finite
   */
  public RowFormat pack(int[] indices, float[] values, float[] label) {
    require("label", label, classes);
    int nonzeros = 0;
    boolean grey = true;
    int previous = -1;
    for (int k = 0; k < indices.length; k++) {
      if (indices[k] <= previous || indices[k] >= inputs) {
        throw new IllegalArgumentException(
            "features: expected ascending indices from 0 to %s, found %s after %s; use data of the network's shape"
                .formatted(inputs - 1, indices[k], previous));
      }
      previous = indices[k];
      nonzeros += values[k] == 0f ? 0 : 1;
      grey &= GreyLevels.isLevel(values[k]);
    }
    if (!RowFormat.isSparse(nonzeros, inputs)) {
      float[] features = new float[inputs];
      for (int k = 0; k < indices.length; k++) {
        features[indices[k]] = values[k];
      }
      return pack(features, label);
    }
    RowFormat format = formats[number(grey, Labels.isOneHot(label), true)];
    clear(format.bytes(nonzeros));
    format.writeLabel(label, row);
    row.putInt(nonzeros);
    for (int k = 0; k < indices.length; k++) {
      if (values[k] != 0f) {
        format.writeIndex(indices[k], row);
      }
    }
    for (float value : values) {
      if (value != 0f) {
        format.writeValue(value, row);
      }
    }
    return format;
  }

  private void clear(int bytes) {
    if (row.capacity() < bytes) {
      row = ByteBuffer.allocate(Math.addExact(bytes, bytes / 2)).order(ByteOrder.nativeOrder());
    }
    row.clear();
  }

  /** The packed example, at the beginning of an array that the next one may overwrite. */
  public byte[] bytes() {
    return row.array();
  }

  /** Bytes of the packed example. */
  public int length() {
    return row.position();
  }

  private static void require(String what, float[] values, int expected) {
    if (values.length != expected) {
      throw new IllegalArgumentException(
          "%s: expected %s values as the network takes, found %s; use data of the network's shape"
              .formatted(what, expected, values.length));
    }
  }
}
