package org.mnistspark.mlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import org.mnistspark.data.GreyLevels;

/**
 * Labelled examples as packed rows in buffers, which may be mapped files, so that no example needs
 * heap. A minibatch is a range of an order over the rows: a replica trains on a shuffled order
 * without moving the data.
 */
public final class Examples {
  private static final VarHandle CHARS =
      MethodHandles.byteArrayViewVarHandle(char[].class, ByteOrder.nativeOrder());
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle FLOATS =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.nativeOrder());

  private final RowFormat format;
  private final int size;
  private final int rowsPerBuffer; // of dense rows
  private final int rowBytes; // of dense rows
  private final LongBuffer places; // of sparse rows
  private final ByteBuffer[] buffers;
  private final FloatBuffer[] floats;

  /**
   * Dense rows in buffers.
   *
   * @param size rows
   * @param rowsPerBuffer rows in every buffer but the last one, which has the rest
   * @param buffers in the machine's byte order; kept, not copied
   * @throws IllegalArgumentException when the buffers have room for fewer rows, or for more
   */
  public Examples(RowFormat format, int size, int rowsPerBuffer, List<ByteBuffer> buffers) {
    this(format, size, rowsPerBuffer, LongBuffer.allocate(0), buffers);
    long bytes = buffers.stream().mapToLong(ByteBuffer::capacity).sum();
    if (format.sparse() || bytes != (long) size * rowBytes) {
      throw new IllegalArgumentException(
          "examples: expected %s dense rows of %s bytes, found %s bytes of %s"
              .formatted(size, rowBytes, bytes, format));
    }
  }

  /**
   * Sparse rows in buffers.
   *
   * @param places where each row is, as {@link #place} has it; kept, not copied
   * @param buffers in the machine's byte order; kept, not copied
   */
  public Examples(RowFormat format, LongBuffer places, List<ByteBuffer> buffers) {
    this(format, places.capacity(), 1, places, buffers);
    if (!format.sparse()) {
      throw new IllegalArgumentException("examples: expected sparse rows, found " + format);
    }
  }

  private Examples(
      RowFormat format, int size, int rowsPerBuffer, LongBuffer places, List<ByteBuffer> buffers) {
    this.format = format;
    this.size = size;
    this.rowsPerBuffer = rowsPerBuffer;
    this.rowBytes = format.sparse() ? 0 : format.maxBytes();
    this.places = places;
    this.buffers =
        buffers.stream()
            // Whatever its position is: behind the last row, when these were just written.
            .map(buffer -> buffer.duplicate().clear().order(ByteOrder.nativeOrder()))
            .toArray(ByteBuffer[]::new);
    this.floats =
        Arrays.stream(this.buffers).map(ByteBuffer::asFloatBuffer).toArray(FloatBuffer[]::new);
  }

  /** The place of a sparse row: the number of its buffer, and where it begins there. */
  public static long place(int buffer, int at) {
    return (long) buffer << Integer.SIZE | at;
  }

  private ByteBuffer buffer(int row) {
    return buffers[
        format.sparse() ? (int) (places.get(row) >>> Integer.SIZE) : row / rowsPerBuffer];
  }

  private int at(int row) {
    return format.sparse() ? (int) places.get(row) : row % rowsPerBuffer * rowBytes;
  }

  /**
   * Examples on the heap, in the smallest format that keeps every bit, sparse if few values are not
   * zero: as the shard of a worker would have them.
   *
   * @param features [examples, inputs] row-major
   * @param labels [examples, classes] row-major
   */
  public static Examples of(int inputs, int classes, float[] features, float[] labels) {
    RowPacker packer = new RowPacker(inputs, classes);
    RowFormat format = RowFormat.smallest(inputs, classes);
    for (int i = 0; (i + 1) * classes <= labels.length; i++) {
      format =
          format.covering(
              packer.pack(
                  Arrays.copyOfRange(features, i * inputs, (i + 1) * inputs),
                  Arrays.copyOfRange(labels, i * classes, (i + 1) * classes)));
    }
    int nonzeros = RowFormat.nonzeros(features, 0, features.length);
    return of(format.withSparse(RowFormat.isSparse(nonzeros, features.length)), features, labels);
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
    long bytes = 0;
    for (int i = 0; i < size; i++) {
      bytes += format.bytes(RowFormat.nonzeros(features, i * inputs, (i + 1) * inputs));
    }
    ByteBuffer rows = ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
    LongBuffer places = LongBuffer.allocate(size);
    for (int i = 0; i < size; i++) {
      places.put(i, place(0, rows.position()));
      format.write(
          Arrays.copyOfRange(features, i * inputs, (i + 1) * inputs),
          Arrays.copyOfRange(labels, i * classes, (i + 1) * classes),
          rows);
    }
    return format.sparse()
        ? new Examples(format, places, List.of(rows))
        : new Examples(format, size, Math.max(1, size), List.of(rows));
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
    ByteBuffer buffer = buffer(row);
    int at = at(row);
    format.readFeatures(buffer, at, features, featuresAt);
    for (int c = 0; c < format.classes(); c++) {
      labels[labelAt + c] =
          format.hard() ? classOf(row) == c ? 1f : 0f : buffer.getFloat(at + c * Float.BYTES);
    }
  }

  /** The class of an example: its label, or the first of the most probable ones. */
  public int classOf(int row) {
    ByteBuffer buffer = buffer(row);
    int at = at(row);
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

  /**
   * Copies the features of a minibatch of sparse rows.
   *
   * @param order rows; those at [from, from + count) are copied
   * @param batch its rows are overwritten, not its columns
   */
  void gather(int[] order, int from, int count, SparseBatch batch) {
    int entryBytes = format.entryBytes();
    int entries = 0;
    // Rows first: plain copies keep many cache misses in flight, the decoding below does not.
    for (int i = 0; i < count; i++) {
      ByteBuffer buffer = buffer(order[from + i]);
      int at = at(order[from + i]) + format.labelBytes();
      int nonzeros = buffer.getInt(at);
      batch.reserve(entries + nonzeros, entryBytes);
      buffer.get(at + Integer.BYTES, batch.packed, entries * entryBytes, nonzeros * entryBytes);
      batch.rowStart[i] = entries;
      entries += nonzeros;
    }
    batch.rowStart[count] = entries;
    for (int i = 0; i < count; i++) {
      decode(batch, batch.rowStart[i], batch.rowStart[i + 1], entryBytes);
    }
  }

  private void decode(SparseBatch batch, int from, int to, int entryBytes) {
    byte[] packed = batch.packed;
    int[] inputs = batch.rowInputs;
    int indices = from * entryBytes;
    if (format.indexBytes() == Character.BYTES) {
      for (int k = from; k < to; k++) {
        inputs[k] = (char) CHARS.get(packed, indices + (k - from) * Character.BYTES);
      }
    } else {
      for (int k = from; k < to; k++) {
        inputs[k] = (int) INTS.get(packed, indices + (k - from) * Integer.BYTES);
      }
    }
    int at = indices + (to - from) * format.indexBytes();
    if (format.levels()) {
      GreyLevels.decode(packed, at, to - from, batch.rowValues, from);
    } else {
      for (int k = from; k < to; k++) {
        batch.rowValues[k] = (float) FLOATS.get(packed, at + (k - from) * Float.BYTES);
      }
    }
  }

  /**
   * Copies the features of a minibatch of dense rows.
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
        int at = (row % rowsPerBuffer * rowBytes + format.labelBytes()) / Float.BYTES;
        target.put(i * n, floats[row / rowsPerBuffer], at, n);
      }
      return;
    }
    byte[] rows = scratch.rows;
    // Rows first: plain copies keep many cache misses in flight, the table look-ups below do not
    // (half the time in all).
    for (int i = 0; i < count; i++) {
      int row = order[from + i];
      buffers[row / rowsPerBuffer].get(
          row % rowsPerBuffer * rowBytes + format.labelBytes(), rows, i * n, n);
    }
    for (int i = 0; i < count; i++) {
      GreyLevels.decode(rows, i * n, n, scratch.row, 0);
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
        targets[c * count + i] = buffer(row).getFloat(at(row) + c * Float.BYTES);
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
