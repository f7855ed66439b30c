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
    private final int[] active; // inputs of a layer that are not 0
    private final float[] factors; // their values
    private final Softmax softmax = new Softmax(classes(), 1);

    Lane() {
      values[0] = new float[inputs()];
      int widest = inputs();
      for (int l = 0; l < layers.size(); l++) {
        values[l + 1] = new float[layers.get(l).outputs()];
        widest = Math.max(widest, layers.get(l).outputs());
      }
      active = new int[widest];
      factors = new float[widest];
    }

    /** z += x W, skipping the inputs that are 0. */
    private void addProduct(float[] x, float[][] w, float[] z) {
      int n = 0;
      for (int i = 0; i < x.length; i++) {
        active[n] = i;
        factors[n] = x[i];
        n += x[i] == 0f ? 0 : 1;
      }
      Rows.add(z, z.length, w, active, 0, n, factors, 0);
    }

    /** From the features in values[0] to the probabilities that it returns. */
    float[] classify() {
      int last = layers.size() - 1;
      for (int l = 0; l <= last; l++) {
        Topology.Layer layer = layers.get(l);
        float[] z = values[l + 1];
        System.arraycopy(weights, layer.biasesAt(), z, 0, z.length);
        addProduct(values[l], rows().get(l), z);
        if (l < last) {
          topology.activation().apply(z, z.length, slope);
        }
      }
      softmax.probabilities(values[last + 1], 1);
      return values[last + 1];
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
