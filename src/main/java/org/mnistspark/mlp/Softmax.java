package org.mnistspark.mlp;

import java.util.Arrays;

/**
 * The output: softmax and categorical cross-entropy, with the conventions of DL4J's LossMCXENT
 * (nd4j-api, {@code org.nd4j.linalg.lossfunctions.impl}). Probabilities are clipped from below at
 * 1e-10 in the loss, and not in the gradient.
 *
 * <p>A target y is a distribution over the classes, or one times the weight of its example: then
 * its sum is the weight, and loss and derivative are those of the distribution times the weight.
 *
 * <p>Matrices are [n, classes] column-major: loops over examples are contiguous. For one thread at
 * a time.
 */
final class Softmax {

  private static final float CLIP = 1e-10f;

  private final int classes;
  private final float[] top;
  private final float[] sum;

  Softmax(int classes, int maxBatch) {
    this.classes = classes;
    top = new float[maxBatch];
    sum = new float[maxBatch];
  }

  /** Replaces the logits of n examples by probabilities. */
  void probabilities(float[] z, int n) {
    System.arraycopy(z, 0, top, 0, n);
    for (int c = 1; c < classes; c++) {
      int at = c * n;
      for (int i = 0; i < n; i++) {
        top[i] = Math.max(top[i], z[at + i]);
      }
    }
    Arrays.fill(sum, 0, n, 0f);
    for (int c = 0; c < classes; c++) {
      int at = c * n;
      for (int i = 0; i < n; i++) {
        float e = (float) Math.exp(z[at + i] - top[i]);
        z[at + i] = e;
        sum[i] += e;
      }
    }
    for (int c = 0; c < classes; c++) {
      int at = c * n;
      for (int i = 0; i < n; i++) {
        z[at + i] /= sum[i];
      }
    }
  }

  /**
   * Sum over n examples of -sum_c y log p, with p from {@link #probabilities} and y the targets.
   */
  double lossSum(float[] p, float[] y, int n) {
    double loss = 0;
    for (int k = 0; k < n * classes; k++) {
      if (y[k] != 0f) {
        loss -= y[k] * Math.log(Math.max(p[k], CLIP));
      }
    }
    return loss;
  }

  /** The first of the most probable classes of an example. */
  int classOf(float[] p, int n, int example) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      if (p[c * n + example] > p[best * n + example]) {
        best = c;
      }
    }
    return best;
  }

  /**
   * Replaces probabilities by the derivative of the mean loss by the logits, (sum(y) p - y) / n. A
   * sum of exactly 1 changes no bit of p.
   */
  void derivative(float[] p, float[] y, int n) {
    Arrays.fill(sum, 0, n, 0f);
    for (int c = 0; c < classes; c++) {
      int at = c * n;
      for (int i = 0; i < n; i++) {
        sum[i] += y[at + i];
      }
    }
    for (int c = 0; c < classes; c++) {
      int at = c * n;
      for (int i = 0; i < n; i++) {
        p[at + i] = (sum[i] * p[at + i] - y[at + i]) / n;
      }
    }
  }
}
