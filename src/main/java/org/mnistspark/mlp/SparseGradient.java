package org.mnistspark.mlp;

import java.util.Arrays;
import java.util.Optional;

/**
 * Loss derivative and gradient of a network whose inputs are mostly zero, on the heap: x W and xᵀ
 * delta of the first layer skip the zeros, and all else is small next to them, or left to OpenBLAS
 * where there is more than one hidden layer.
 *
 * <p>The first layer's gradient comes in blocks of rows, so that a step can apply each while it is
 * in the cache. Nothing is allocated after construction but room for more entries than any
 * minibatch had before. For one thread at a time.
 */
final class SparseGradient {
  /** Rows of the first layer that are updated at a time; 1 and 16 are 3 to 5 per cent slower. */
  private static final int BLOCK = 4;

  /** What is to be done with a block of the gradient of the first layer's weights. */
  @FunctionalInterface
  interface Block {
    /**
     * Takes it.
     *
     * @param from where it begins in the flat vectors
     * @param to its end
     * @param zero whether it is zero, and not written
     */
    void take(int from, int to, boolean zero);
  }

  private final Topology topology;
  private final Topology.Layer first;
  private final int units;
  private final float slope;
  private final float[][] rows; // W of the first layer, [inputs][units]
  private final float[][] activations; // [examples][units]
  private final float[][] deltas; // [examples][units]
  private final float[] sum;
  private final int[] all;
  private final float[] ones;
  private final Optional<UpperLayers> upper;
  private final SparseBatch batch;

  SparseGradient(Topology topology, int maxBatch) {
    this.topology = topology;
    first = topology.layers().get(0);
    units = first.outputs();
    slope = (float) topology.slope();
    batch = new SparseBatch(topology.inputs(), maxBatch);
    rows = new float[topology.inputs()][units];
    activations = new float[maxBatch][units];
    deltas = new float[maxBatch][units];
    sum = new float[units];
    all = Rows.all(maxBatch);
    ones = new float[maxBatch];
    Arrays.fill(ones, 1f);
    upper =
        switch (topology.hidden().size()) {
          case 0 -> Optional.empty();
          case 1 -> Optional.of(new OutputLayer(topology, maxBatch));
          default -> Optional.of(new BlasLayers(topology, maxBatch));
        };
  }

  /**
   * Runs a minibatch through the network: the rows that are at [from, from + n) of the order.
   *
   * @param weights flat, in a step's order
   * @param logits [n, classes] column-major, overwritten
   */
  void forward(float[] weights, Examples examples, int[] order, int from, int n, float[] logits) {
    examples.gather(order, from, n, batch);
    batch.makeColumns(n);
    for (int i = 0; i < rows.length; i++) {
      if (batch.columnStart[i] < batch.columnStart[i + 1]) {
        System.arraycopy(weights, first.weightsAt() + i * units, rows[i], 0, units);
      }
    }
    for (int e = 0; e < n; e++) {
      float[] z = activations[e];
      System.arraycopy(weights, first.biasesAt(), z, 0, units);
      Rows.add(
          z,
          units,
          rows,
          batch.rowInputs,
          batch.rowStart[e],
          batch.rowStart[e + 1],
          batch.rowValues,
          0);
      if (upper.isPresent()) {
        topology.activation().apply(z, units, slope);
      }
    }
    if (upper.isPresent()) {
      upper.get().forward(weights, activations, n, logits);
    } else {
      for (int e = 0; e < n; e++) {
        for (int c = 0; c < units; c++) {
          logits[c * n + e] = activations[e][c];
        }
      }
    }
  }

  /**
   * Back-propagates through the pass that {@link #forward} ran last.
   *
   * @param logitDeltas derivative of the loss by the logits, [n, classes] column-major
   * @param gradient flat, overwritten but for the weights of the first layer
   */
  void backward(int n, float[] logitDeltas, float[] gradient) {
    if (upper.isPresent()) {
      upper.get().backward(activations, n, logitDeltas, deltas, gradient);
    } else {
      for (int e = 0; e < n; e++) {
        for (int c = 0; c < units; c++) {
          deltas[e][c] = logitDeltas[c * n + e];
        }
      }
    }
    Arrays.fill(sum, 0f);
    Rows.add(sum, units, deltas, all, 0, n, ones, 0);
    System.arraycopy(sum, 0, gradient, first.biasesAt(), units);
  }

  /**
   * Computes the gradient of the first layer's weights, after {@link #backward}, some rows at a
   * time.
   *
   * @param gradient flat, overwritten where a block is not zero
   */
  void firstLayer(float[] gradient, Block block) {
    int[] start = batch.columnStart;
    for (int i = 0; i < rows.length; i += BLOCK) {
      int end = Math.min(rows.length, i + BLOCK);
      boolean zero = start[i] == start[end];
      for (int r = i; r < end && !zero; r++) {
        Arrays.fill(sum, 0f);
        Rows.add(
            sum,
            units,
            deltas,
            batch.columnExamples,
            start[r],
            start[r + 1],
            batch.columnValues,
            0);
        System.arraycopy(sum, 0, gradient, first.weightsAt() + r * units, units);
      }
      block.take(first.weightsAt() + i * units, first.weightsAt() + end * units, zero);
    }
  }
}
