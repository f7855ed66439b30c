package org.mnistspark.mlp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.mnistspark.data.GreyLevels;

/**
 * Labelled examples as packed rows in buffers, which may be mapped files, so that no example needs
 * heap. A minibatch is a range of an order over the rows: a replica trains on a shuffled order
 * without moving the data.
 */
public final class Examples {
  private final RowFormat format;
  private final int size;
  private final int rowsPerBuffer;
  private final int rowBytes;
  private final ByteBuffer[] buffers;
  private final FloatBuffer[] floats;

  /**
   * Rows in buffers.
   *
   * @param size rows
   * @param rowsPerBuffer rows in every buffer but the last one, which has the rest
   * @param buffers in the machine's byte order; kept, not copied
   * @throws IllegalArgumentException when the buffers have room for fewer rows, or for more
   */
  public Examples(RowFormat format, int size, int rowsPerBuffer, List<ByteBuffer> buffers) {
    this.format = format;
    this.size = size;
    this.rowsPerBuffer = rowsPerBuffer;
    this.rowBytes = format.bytes();
    this.buffers =
        buffers.stream()
            // Whatever its position is: behind the last row, when these were just written.
            .map(buffer -> buffer.duplicate().clear().order(ByteOrder.nativeOrder()))
            .toArray(ByteBuffer[]::new);
    this.floats =
        Arrays.stream(this.buffers).map(ByteBuffer::asFloatBuffer).toArray(FloatBuffer[]::new);
    long bytes = buffers.stream().mapToLong(ByteBuffer::capacity).sum();
    if (bytes != (long) size * rowBytes) {
      throw new IllegalArgumentException(
          "examples: expected %s rows of %s bytes, found %s bytes"
              .formatted(size, rowBytes, bytes));
    }
  }

  /**
   * Examples on the heap, in a format that covers them.
   *
   * @param features [examples, inputs] row-major
   * @param labels [examples, classes] row-major
   */
  public static Examples of(RowFormat format, float[] features, float[] labels) {
    int inputs = format.inputs();
    int classes = format.classes();
    int size = labels.length / classes;
    if (features.length != size * inputs || labels.length != size * classes) {
      throw new IllegalArgumentException(
          "examples: expected rows of %s features and %s label values, found %s and %s values"
              .formatted(inputs, classes, features.length, labels.length));
    }
    ByteBuffer rows =
        ByteBuffer.allocate(Math.multiplyExact(size, format.bytes()))
            .order(ByteOrder.nativeOrder());
    for (int i = 0; i < size; i++) {
      format.write(
          Arrays.copyOfRange(features, i * inputs, (i + 1) * inputs),
          Arrays.copyOfRange(labels, i * classes, (i + 1) * classes),
          rows);
    }
    return new Examples(format, size, Math.max(1, size), List.of(rows));
  }

  /** Rows. */
  public int size() {
    return size;
  }

  /** Features per example. */
  public int inputs() {
    return format.inputs();
  }

  /** Classes. */
  public int classes() {
    return format.classes();
  }

  /** Layout of a row. */
  public RowFormat format() {
    return format;
  }

  /** Copies one example's features and label distribution to places in arrays. */
  public void copy(int row, float[] features, int featuresAt, float[] labels, int labelAt) {
    ByteBuffer buffer = buffers[row / rowsPerBuffer];
    int at = row % rowsPerBuffer * rowBytes;
    for (int i = 0; i < format.inputs(); i++) {
      features[featuresAt + i] =
          format.levels()
              ? GreyLevels.of(buffer.get(at + i))
              : buffer.getFloat(at + i * Float.BYTES);
    }
    for (int c = 0; c < format.classes(); c++) {
      labels[labelAt + c] =
          format.hard()
              ? classOf(row) == c ? 1f : 0f
              : buffer.getFloat(labelAt(row) + c * Float.BYTES);
    }
  }

  /** The class of an example: its label, or the first of the most probable ones. */
  public int classOf(int row) {
    ByteBuffer buffer = buffers[row / rowsPerBuffer];
    int at = labelAt(row);
    if (format.hard()) {
      return buffer.getInt(at);
    }
    int top = 0;
    for (int c = 1; c < format.classes(); c++) {
      if (buffer.getFloat(at + c * Float.BYTES) > buffer.getFloat(at + top * Float.BYTES)) {
        top = c;
      }
    }
    return top;
  }

  private int labelAt(int row) {
    return row % rowsPerBuffer * rowBytes + format.featureBytes();
  }

  /**
   * Copies the features of a minibatch.
   *
   * @param order rows; those at [from, from + count) are copied
   * @param target [count, inputs] row-major, overwritten
   * @param scratch for one caller, with room for count examples
   */
  void gather(int[] order, int from, int count, FloatBuffer target, Scratch scratch) {
    int n = format.inputs();
    if (!format.levels()) {
      for (int i = 0; i < count; i++) {
        int row = order[from + i];
        int at = row % rowsPerBuffer * (rowBytes / Float.BYTES);
        target.put(i * n, floats[row / rowsPerBuffer], at, n);
      }
      return;
    }
    byte[] rows = scratch.rows;
    // Rows first: plain copies keep many cache misses in flight, the table look-ups below do not
    // (half the time in all).
    for (int i = 0; i < count; i++) {
      int row = order[from + i];
      buffers[row / rowsPerBuffer].get(row % rowsPerBuffer * rowBytes, rows, i * n, n);
    }
    for (int i = 0; i < count; i++) {
      GreyLevels.decode(rows, i * n, n, scratch.row);
      target.put(i * n, scratch.row, 0, n);
    }
  }

  /**
   * Copies the labels of a minibatch.
   *
   * @param order rows; those at [from, from + count) are copied
   * @param targets [count, classes] column-major, overwritten
   */
  void gatherLabels(int[] order, int from, int count, float[] targets) {
    int classes = format.classes();
    if (format.hard()) {
      Arrays.fill(targets, 0, count * classes, 0f);
      for (int i = 0; i < count; i++) {
        targets[classOf(order[from + i]) * count + i] = 1f;
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      int row = order[from + i];
      for (int c = 0; c < classes; c++) {
        targets[c * count + i] =
            buffers[row / rowsPerBuffer].getFloat(labelAt(row) + c * Float.BYTES);
      }
    }
  }

  /** Heap arrays that a gather needs, so that it allocates nothing. */
  static final class Scratch {
    final byte[] rows;
    final float[] row;

    Scratch(int maxBatch, int inputs) {
      rows = new byte[Math.multiplyExact(maxBatch, inputs)];
      row = new float[inputs];
    }
  }
}
