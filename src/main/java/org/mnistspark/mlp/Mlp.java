package org.mnistspark.mlp;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.mnistspark.evaluation.Classifier;

/**
 * A trained network as a classifier. Safe for use by several threads.
 *
 * <p>The probabilities of an example are the same to the last bit whatever is classified with it,
 * so that metrics do not depend on how data is partitioned. A GEMM cannot promise that: OpenBLAS's
 * kernels for AVX2 sum in another order depending on the position of a row. So every example goes
 * through the hidden layers by itself, in plain loops that need no native code. Inputs that are 0
 * cost nothing: four of five in MNIST, half of the units after a relu.
 */
public final class Mlp implements Classifier {

  private static final long serialVersionUID = 1L;

  /** Examples that go through the output layer side by side. */
  private static final int BLOCK = 32;

  /** Inputs that are tested together. */
  private static final int RUN = 8;

  private static final int SIGN = Integer.SIZE - 1;

  private final Topology topology;
  private final float[] weights;
  private transient volatile List<float[][]> rows;
  private transient volatile Queue<Block> idle;

  /**
   * A classifier.
   *
   * @param weights flat, in DL4J's order; copied
   */
  public Mlp(Topology topology, float[] weights) {
    topology.requireParameters("weights", weights);
    this.topology = topology;
    this.weights = weights.clone();
  }

  /** This classifier, if it is one of these. */
  public static Optional<Mlp> of(Classifier classifier) {
    return classifier instanceof Mlp mlp ? Optional.of(mlp) : Optional.empty();
  }

  /** Per hidden layer, W's row of each input: [inputs][units]. Made at first use, and not sent. */
  private List<float[][]> rows() {
    List<float[][]> made = rows;
    if (made == null) {
      made = hiddenLayers().stream().map(layer -> rows(layer, weights)).toList();
      rows = made;
    }
    return made;
  }

  private List<Topology.Layer> hiddenLayers() {
    return topology.layers().subList(0, topology.hidden().size());
  }

  private static float[][] rows(Topology.Layer layer, float[] weights) {
    float[][] rows = new float[layer.inputs()][layer.outputs()];
    for (int o = 0; o < layer.outputs(); o++) {
      int column = layer.weightsAt() + o * layer.inputs();
      for (int i = 0; i < layer.inputs(); i++) {
        rows[i][o] = weights[column + i];
      }
    }
    return rows;
  }

  /** The network's shape. */
  public Topology topology() {
    return topology;
  }

  /** A copy of the weights, flat, in DL4J's order. */
  public float[] weights() {
    return weights.clone();
  }

  @Override
  public int inputs() {
    return topology.inputs();
  }

  @Override
  public int classes() {
    return topology.classes();
  }

  @Override
  public void classify(float[] features, int rows, float[] probabilities) {
    require("features", features.length, rows, inputs());
    require("probabilities", probabilities.length, rows, classes());
    Block block = borrow();
    for (int from = 0; from < rows; from += BLOCK) {
      block.classify(features, from, Math.min(BLOCK, rows - from), probabilities);
    }
    idle().add(block);
  }

  /**
   * The logits of one example, of which {@link #probabilities} makes what {@link #classify} gives.
   *
   * @param features [inputs]
   * @param logits [classes], overwritten
   */
  public void logits(float[] features, float[] logits) {
    require("features", features.length, 1, inputs());
    require("logits", logits.length, 1, classes());
    Block block = borrow();
    block.enter(features, 0, 0);
    block.logits(logits);
    idle().add(block);
  }

  /**
   * As {@link #logits(float[], float[])}, to the bit, for an example given by the inputs that are
   * not 0; nothing is made dense where there is a hidden layer.
   *
   * @param indices of count inputs, ascending, from 0
   * @param values one per index; may be 0
   */
  public void logits(int[] indices, float[] values, int count, float[] logits) {
    require("logits", logits.length, 1, classes());
    Block block = borrow();
    block.enter(indices, values, count);
    block.logits(logits);
    idle().add(block);
  }

  /** Replaces the logits of one example by its probabilities, those of {@link #classify}. */
  public void probabilities(float[] logits) {
    require("logits", logits.length, 1, classes());
    Block block = borrow();
    block.softmax.probabilities(logits, 1);
    idle().add(block);
  }

  private Block borrow() {
    return Optional.ofNullable(idle().poll()).orElseGet(Block::new);
  }

  /** Memory of calls that have ended, for those to come: as many as were under way at once. */
  private Queue<Block> idle() {
    Queue<Block> made = idle;
    if (made == null) {
      // Of two threads that make one, one loses nothing but memory.
      made = new ConcurrentLinkedQueue<>();
      idle = made;
    }
    return made;
  }

  /** The way of some examples through the network, for one thread. */
  private final class Block {
    private final List<Topology.Layer> hidden = hiddenLayers();
    private final float slope = (float) topology.slope();
    private final float[][] values; // what enters each layer above the first, of one example
    private final float[][] last; // what enters the output layer, [examples][units]
    private final int[] active; // inputs of a layer that are not 0
    private final float[] factors; // their values
    private final float[] sum; // of some inputs, for each unit
    private final float[] outputs = new float[BLOCK * classes()]; // [examples, classes] by column
    private final Logits outputLayer = new Logits(topology, weights, BLOCK);
    private final Softmax softmax = new Softmax(classes(), BLOCK);

    Block() {
      values = hidden.stream().map(layer -> new float[layer.outputs()]).toArray(float[][]::new);
      int widest = hidden.stream().mapToInt(Topology.Layer::inputs).max().orElse(0);
      active = new int[widest];
      factors = new float[widest];
      sum = new float[hidden.stream().mapToInt(Topology.Layer::outputs).max().orElse(0)];
      last = new float[BLOCK][topology.layers().get(hidden.size()).inputs()];
    }

    void classify(float[] features, int from, int n, float[] probabilities) {
      for (int e = 0; e < n; e++) {
        enter(features, (from + e) * inputs(), e);
      }
      outputLayer.of(last, n, outputs);
      softmax.probabilities(outputs, n);
      for (int e = 0; e < n; e++) {
        for (int c = 0; c < classes(); c++) {
          probabilities[(from + e) * classes() + c] = outputs[c * n + e];
        }
      }
    }

    /** Takes an example, whose features begin at a place, to the output layer. */
    void enter(float[] features, int at, int e) {
      if (hidden.isEmpty()) {
        System.arraycopy(features, at, last[e], 0, inputs());
      } else {
        through(nonzeros(features, at, inputs()), e);
      }
    }

    /** Takes the first example, given by some of its inputs, to the output layer. */
    void enter(int[] indices, float[] values, int count) {
      if (hidden.isEmpty()) {
        Arrays.fill(last[0], 0f);
        for (int k = 0; k < count; k++) {
          last[0][indices[k]] = values[k];
        }
        return;
      }
      int n = 0;
      for (int k = 0; k < count; k++) {
        if (values[k] != 0f) {
          active[n] = indices[k];
          factors[n++] = values[k];
        }
      }
      through(n, 0);
    }

    /** Takes the inputs that are active through the hidden layers. */
    private void through(int inputs, int e) {
      int n = inputs;
      for (int l = 0; l < hidden.size(); l++) {
        float[] z = values[l];
        System.arraycopy(weights, hidden.get(l).biasesAt(), z, 0, z.length);
        add(rows().get(l), n, z);
        topology.activation().apply(z, z.length, slope);
        if (l + 1 < hidden.size()) {
          n = nonzeros(z, 0, z.length);
        } else {
          System.arraycopy(z, 0, last[e], 0, z.length);
        }
      }
    }

    /**
     * Adds scaled rows, some at a time: one sum over all of them would be rounded at each to the
     * unit of its largest value.
     */
    private void add(float[][] rows, int n, float[] z) {
      for (int from = 0; from < n; from += Logits.TERMS) {
        Arrays.fill(sum, 0, z.length, 0f);
        Rows.add(sum, z.length, rows, active, from, Math.min(n, from + Logits.TERMS), factors, 0);
        for (int j = 0; j < z.length; j++) {
          z[j] += sum[j];
        }
      }
    }

    /** The logits of the first example. */
    void logits(float[] logits) {
      outputLayer.of(last, 1, logits);
    }

    /** Finds the inputs of a layer that are not 0; x begins at a place in an array. */
    private int nonzeros(float[] x, int at, int inputs) {
      int n = 0;
      for (int i = 0; i < inputs; i += RUN) {
        int end = Math.min(inputs, i + RUN);
        // Zeros of images come in runs.
        if (isZero(x, at + i, at + end)) {
          continue;
        }
        for (int k = i; k < end; k++) {
          active[n] = k;
          factors[n] = x[at + k];
          // One more unless it is 0. Without a condition, as branches would be mispredicted: the
          // sign of a negative number is 1, that of 0 is 0.
          n += -(Float.floatToRawIntBits(x[at + k]) & Integer.MAX_VALUE) >>> SIGN;
        }
      }
      return n;
    }

    private static boolean isZero(float[] x, int from, int to) {
      int bits = 0;
      for (int i = from; i < to; i++) {
        bits |= Float.floatToRawIntBits(x[i]);
      }
      return bits << 1 == 0;
    }
  }

  private static void require(String what, int length, int rows, int width) {
    if (rows < 0 || length < (long) rows * width) {
      throw new IllegalArgumentException(
          what
              + ": expected at least "
              + rows
              + " rows of "
              + width
              + ", found "
              + length
              + " values");
    }
  }
}
