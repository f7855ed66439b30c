package org.mnistspark.ml;

import java.io.Serializable;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.mnistspark.mlp.Mlp;

/** Runs vectors through a network. Safe for use by several threads. */
final class VectorScorer implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Mlp network;
  private transient volatile ThreadLocal<float[]> inputs;

  VectorScorer(Mlp network) {
    this.network = network;
  }

  Mlp network() {
    return network;
  }

  /**
   * The logits of an example.
   *
   * @throws IllegalArgumentException when it is null, or of another length than the network's
   */
  Vector logits(Vector features) {
    if (features == null || features.size() != network.inputs()) {
      throw new IllegalArgumentException(
          "features: expected a vector of %s numbers, found %s; use data of the model's shape"
              .formatted(
                  network.inputs(), features == null ? "null" : "one of " + features.size()));
    }
    float[] logits = new float[network.classes()];
    float[] values = inputs();
    if (features instanceof SparseVector sparse) {
      narrow(sparse.values(), values);
      network.logits(sparse.indices(), values, sparse.values().length, logits);
    } else {
      narrow(((DenseVector) features).values(), values);
      network.logits(values, logits);
    }
    return Vectors.dense(widen(logits, new double[logits.length]));
  }

  /**
   * The probabilities of an example.
   *
   * @param indices of the values; null: there is a value for each input
   */
  float[] probabilities(int[] indices, float[] values) {
    float[] outputs = new float[network.classes()];
    if (indices == null) {
      network.logits(values, outputs);
    } else {
      network.logits(indices, values, values.length, outputs);
    }
    network.probabilities(outputs);
    return outputs;
  }

  /** Replaces logits by probabilities. */
  DenseVector probabilities(DenseVector logits) {
    float[] outputs = new float[logits.size()];
    narrow(logits.values(), outputs);
    network.probabilities(outputs);
    widen(outputs, logits.values());
    return logits;
  }

  /** This thread's, [inputs]. */
  private float[] inputs() {
    ThreadLocal<float[]> made = inputs;
    if (made == null) {
      made = ThreadLocal.withInitial(() -> new float[network.inputs()]);
      inputs = made;
    }
    return made.get();
  }

  private static void narrow(double[] from, float[] to) {
    for (int i = 0; i < from.length; i++) {
      to[i] = (float) from[i];
    }
  }

  private static double[] widen(float[] from, double[] to) {
    for (int i = 0; i < from.length; i++) {
      to[i] = from[i];
    }
    return to;
  }
}
