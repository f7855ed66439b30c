package org.mnistspark.mlp;

import java.nio.FloatBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.mnistspark.evaluation.Classifier;

/**
 * A trained network as a classifier. Safe for use by several threads.
 *
 * <p>The probabilities of an example are the same to the last bit whatever other examples are
 * classified with it, so that metrics do not depend on how data is partitioned: products always
 * have the same number of rows, padded with zeros, because OpenBLAS chooses its kernels by shape.
 */
public final class MlpClassifier implements Classifier {

  private static final long serialVersionUID = 1L;

  /** A multiple of the rows of every kernel of OpenBLAS, so that no row is an edge. */
  private static final int BLOCK = 192;

  private final Topology topology;
  private final float[] weights;
  private final transient ConcurrentLinkedQueue<Lane> idle = new ConcurrentLinkedQueue<>();

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
    BlasThreads.single();
    Lane lane = idle.poll();
    if (lane == null) {
      lane = new Lane(topology, weights);
    }
    for (int from = 0; from < rows; from += BLOCK) {
      lane.classify(features, from, Math.min(BLOCK, rows - from), probabilities);
    }
    idle.add(lane);
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

  /** A deserialized classifier has no idle lanes of its own. */
  private Object readResolve() {
    return new MlpClassifier(topology, weights);
  }

  /** Buffers for one thread. */
  private static final class Lane {
    private final Topology topology;
    private final Forward forward;
    private final Softmax softmax;
    private final float[] zeros;
    private final float[] outputs;

    Lane(Topology topology, float[] weights) {
      this.topology = topology;
      forward = new Forward(topology, BLOCK);
      forward.load(weights);
      softmax = new Softmax(topology.classes(), BLOCK);
      zeros = new float[topology.inputs()];
      outputs = new float[Math.multiplyExact(BLOCK, topology.classes())];
    }

    void classify(float[] features, int from, int count, float[] probabilities) {
      int inputs = topology.inputs();
      int classes = topology.classes();
      FloatBuffer x = forward.input();
      x.put(0, features, from * inputs, count * inputs);
      for (int i = count; i < BLOCK; i++) {
        x.put(i * inputs, zeros, 0, inputs);
      }
      forward.run(BLOCK, outputs);
      softmax.probabilities(outputs, BLOCK);
      for (int i = 0; i < count; i++) {
        for (int c = 0; c < classes; c++) {
          probabilities[(from + i) * classes + c] = outputs[c * BLOCK + i];
        }
      }
    }
  }
}
