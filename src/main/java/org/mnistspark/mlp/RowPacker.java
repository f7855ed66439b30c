package org.mnistspark.mlp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.mnistspark.data.GreyLevels;
import org.mnistspark.evaluation.Probabilities;

/**
 * Packs examples, one after the other, each in the smallest format that keeps every bit. For one
 * thread at a time.
 */
public final class RowPacker {
  private final int inputs;
  private final int classes;
  private final RowFormat[] formats = new RowFormat[4];
  private final byte[] levels;
  private final ByteBuffer row;

  /** A packer for examples of this many features and classes. */
  public RowPacker(int inputs, int classes) {
    this.inputs = inputs;
    this.classes = classes;
    for (int i = 0; i < formats.length; i++) {
      formats[i] = new RowFormat(inputs, classes, (i & 1) != 0, (i & 2) != 0);
    }
    this.levels = new byte[inputs];
    this.row = ByteBuffer.allocate(formats[0].bytes()).order(ByteOrder.nativeOrder());
  }

  /**
   * Packs an example.
   *
   * @param features as many as inputs
   * @param label distribution over the classes; exactly one-hot for one of them
   * @return its format
   * @throws IllegalArgumentException when a length is another, or a label is not finite
   */
  public RowFormat pack(float[] features, float[] label) {
    require("features", features, inputs);
    require("label", label, classes);
    boolean grey = GreyLevels.encode(features, levels);
    RowFormat format = formats[(grey ? 1 : 0) | (Labels.isOneHot(label) ? 2 : 0)];
    row.clear();
    if (grey) {
      row.put(levels);
    } else {
      row.asFloatBuffer().put(features);
      row.position(format.featureBytes());
    }
    if (format.hard()) {
      row.putInt(Probabilities.argmax(label));
    } else {
      row.asFloatBuffer().put(label);
    }
    return format;
  }

  /** The packed example, in an array that the next one overwrites. */
  public byte[] bytes() {
    return row.array();
  }

  private static void require(String what, float[] values, int expected) {
    if (values.length != expected) {
      throw new IllegalArgumentException(
          "%s: expected %s values as the network takes, found %s; use data of the network's shape"
              .formatted(what, expected, values.length));
    }
  }
}
