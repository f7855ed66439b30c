package org.mnistspark.mlp;

import java.io.Serializable;
import java.nio.FloatBuffer;

/**
 * A block of labelled examples in plain heap arrays, so that Spark can account for it when cached.
 * A minibatch is a range of an order over the block: a replica trains on a shuffled order without
 * moving the data.
 */
public abstract sealed class Examples implements Serializable {

  private static final long serialVersionUID = 1L;

  private final int inputs;
  private final Labels labels;

  private Examples(int values, int inputs, Labels labels) {
    if (inputs < 1 || values % inputs != 0 || values / inputs != labels.size()) {
      throw new IllegalArgumentException(
          "examples: expected "
              + labels.size()
              + " labels times "
              + inputs
              + " inputs, found "
              + values
              + " values");
    }
    this.inputs = inputs;
    this.labels = labels;
  }

  /**
   * Examples of any features.
   *
   * @param features [examples, inputs] row-major; kept, not copied
   */
  public static Examples ofFeatures(float[] features, int inputs, Labels labels) {
    return new Dense(features, inputs, labels);
  }

  /**
   * Examples of grey levels: a level k in 0 to 255 stands for the feature k / 255. A quarter of the
   * memory of {@link #ofFeatures}, and the same bits in training.
   *
   * @param pixels [examples, inputs] row-major, unsigned; kept, not copied
   */
  public static Examples ofPixels(byte[] pixels, int inputs, Labels labels) {
    return new Compact(pixels, inputs, labels);
  }

  /** Examples in the block. */
  public int size() {
    return labels.size();
  }

  /** Features per example. */
  public int inputs() {
    return inputs;
  }

  /** Their labels. */
  public Labels labels() {
    return labels;
  }

  /** Bytes of heap that the features take. */
  public abstract long featureBytes();

  /**
   * Copies the features of a minibatch.
   *
   * @param order indices of examples; those at [from, from + count) are copied
   * @param target [count, inputs] row-major, overwritten
   * @param scratch for one caller, with room for count examples
   */
  abstract void gather(int[] order, int from, int count, FloatBuffer target, Scratch scratch);

  /** Heap arrays that a gather needs, so that it allocates nothing. */
  static final class Scratch {
    final byte[] rows;
    final float[] row;

    Scratch(int maxBatch, int inputs) {
      rows = new byte[Math.multiplyExact(maxBatch, inputs)];
      row = new float[inputs];
    }
  }

  private static final class Dense extends Examples {
    private static final long serialVersionUID = 1L;
    private final float[] features;

    Dense(float[] features, int inputs, Labels labels) {
      super(features.length, inputs, labels);
      this.features = features;
    }

    @Override
    public long featureBytes() {
      return (long) features.length * Float.BYTES;
    }

    @Override
    void gather(int[] order, int from, int count, FloatBuffer target, Scratch scratch) {
      int n = inputs();
      for (int i = 0; i < count; i++) {
        target.put(i * n, features, order[from + i] * n, n);
      }
    }
  }

  private static final class Compact extends Examples {
    private static final long serialVersionUID = 1L;
    private final byte[] pixels;

    Compact(byte[] pixels, int inputs, Labels labels) {
      super(pixels.length, inputs, labels);
      this.pixels = pixels;
    }

    @Override
    public long featureBytes() {
      return pixels.length;
    }

    @Override
    void gather(int[] order, int from, int count, FloatBuffer target, Scratch scratch) {
      int n = inputs();
      byte[] rows = scratch.rows;
      float[] row = scratch.row;
      // Rows first: plain copies keep many cache misses in flight, the table look-ups below do not
      // (half the time in all).
      for (int i = 0; i < count; i++) {
        System.arraycopy(pixels, order[from + i] * n, rows, i * n, n);
      }
      for (int i = 0; i < count; i++) {
        GreyLevels.decode(rows, i * n, n, row);
        target.put(i * n, row, 0, n);
      }
    }
  }
}
