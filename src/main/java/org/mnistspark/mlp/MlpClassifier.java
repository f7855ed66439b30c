package org.mnistspark.mlp;

import java.util.List;
import java.util.Optional;
import org.mnistspark.evaluation.Classifier;

/**
 * A trained network as a classifier. Safe for use by several threads.
 *
 * <p>The probabilities of an example are the same to the last bit whatever is classified with it,
 * so that metrics do not depend on how data is partitioned. A GEMM cannot promise that: OpenBLAS's
 * kernels for AVX2 sum in another order depending on the position of a row. So every example goes
 * through by itself, in plain loops that need no native code. Inputs that are 0 cost nothing: four
 * of five in MNIST, half of the units after a relu. That makes it about as fast as a GEMM there.
 */
public final class MlpClassifier implements Classifier {

  private static final long serialVersionUID = 1L;

  private final Topology topology;
  private final float[] weights;
  private transient volatile List<float[][]> rows;

  /**
   * A classifier.
   *
   * @param weights flat, in DL4J's order; copied
   */
  public MlpClassifier(Topology topology, float[] weights) {
    topology.requireParameters("weights", weights);
    this.topology = topology;
    this.weights = weights.clone();
  }

  /** This classifier, if it is one of these. */
  public static Optional<MlpClassifier> of(Classifier classifier) {
    return classifier instanceof MlpClassifier mlp ? Optional.of(mlp) : Optional.empty();
  }

  /** Per layer, W's row of each input: [inputs][outputs]. Made at first use, and not sent. */
  private List<float[][]> rows() {
    List<float[][]> made = rows;
    if (made == null) {
      made = topology.layers().stream().map(layer -> rows(layer, weights)).toList();
      rows = made;
    }
    return made;
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
    Lane lane = new Lane();
    for (int r = 0; r < rows; r++) {
      System.arraycopy(features, r * inputs(), lane.values[0], 0, inputs());
      System.arraycopy(lane.classify(), 0, probabilities, r * classes(), classes());
    }
  }

  /** The way of one example through the network, for one thread. */
  private final class Lane {
    private final List<Topology.Layer> layers = topology.layers();
    private final float slope = (float) topology.slope();
    private final float[][] values =
        new float[layers.size() + 1][]; // what enters each layer, and the probabilities
    private final int[] active;
    private final Softmax softmax = new Softmax(classes(), 1);

    Lane() {
      values[0] = new float[inputs()];
      int widest = inputs();
      for (int l = 0; l < layers.size(); l++) {
        values[l + 1] = new float[layers.get(l).outputs()];
        widest = Math.max(widest, layers.get(l).outputs());
      }
      active = new int[widest];
    }

    /** From the features in values[0] to the probabilities that it returns. */
    float[] classify() {
      int last = layers.size() - 1;
      for (int l = 0; l <= last; l++) {
        Topology.Layer layer = layers.get(l);
        float[] z = values[l + 1];
        System.arraycopy(weights, layer.biasesAt(), z, 0, z.length);
        addProduct(values[l], rows().get(l), active, z);
        if (l < last) {
          topology.activation().apply(z, z.length, slope);
        }
      }
      softmax.probabilities(values[last + 1], 1);
      return values[last + 1];
    }
  }

  /** z += x W, skipping the inputs that are 0 and taking four of the others at a time. */
  private static void addProduct(float[] x, float[][] w, int[] active, float[] z) {
    int n = 0;
    for (int i = 0; i < x.length; i++) {
      active[n] = i;
      n += x[i] == 0f ? 0 : 1;
    }
    int k = 0;
    for (; k + 4 <= n; k += 4) {
      addFour(x, w, active, k, z);
    }
    for (; k < n; k++) {
      float[] row = w[active[k]];
      float factor = x[active[k]];
      for (int o = 0; o < z.length; o++) {
        z[o] += factor * row[o];
      }
    }
  }

  private static void addFour(float[] x, float[][] w, int[] active, int k, float[] z) {
    float[] row0 = w[active[k]];
    float[] row1 = w[active[k + 1]];
    float[] row2 = w[active[k + 2]];
    float[] row3 = w[active[k + 3]];
    float x0 = x[active[k]];
    float x1 = x[active[k + 1]];
    float x2 = x[active[k + 2]];
    float x3 = x[active[k + 3]];
    for (int o = 0; o < z.length; o++) {
      z[o] += x0 * row0[o] + x1 * row1[o] + (x2 * row2[o] + x3 * row3[o]);
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
