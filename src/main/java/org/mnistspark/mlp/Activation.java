package org.mnistspark.mlp;

/**
 * The function after a hidden layer. The loops run over plain ranges without branches, because only
 * then does the JIT compiler use vector instructions: a relu that tests every value with an {@code
 * if} is forty times slower on random signs.
 */
public enum Activation {
  /** max(z, 0). */
  RELU {
    @Override
    void apply(float[] z, int n, float slope) {
      for (int i = 0; i < n; i++) {
        z[i] = Math.max(z[i], 0f);
      }
    }

    @Override
    void backward(float[] a, float[] delta, int n, float slope) {
      // a / max(a, tiny) is 1 where a > 0 and 0 where a = 0: the derivative without a branch.
      for (int i = 0; i < n; i++) {
        delta[i] *= a[i] / Math.max(a[i], Float.MIN_NORMAL);
      }
    }
  },
  /** z where it is positive, else z times a slope. */
  LEAKYRELU {
    @Override
    void apply(float[] z, int n, float slope) {
      for (int i = 0; i < n; i++) {
        z[i] = Math.max(z[i], 0f) + slope * Math.min(z[i], 0f);
      }
    }

    @Override
    void backward(float[] a, float[] delta, int n, float slope) {
      for (int i = 0; i < n; i++) {
        // -1 where a < 0, else 0: at 0 the derivative is 1, as DL4J has it.
        float below = Math.max(Math.min(a[i], 0f), -Float.MIN_NORMAL) * INVERSE_OF_MIN_NORMAL;
        delta[i] *= 1f + below - slope * below;
      }
    }
  },
  /** (e^z - e^-z) / (e^z + e^-z). */
  TANH {
    @Override
    void apply(float[] z, int n, float slope) {
      for (int i = 0; i < n; i++) {
        double e = Math.exp(-2.0 * Math.abs(z[i]));
        z[i] = Math.copySign((float) ((1 - e) / (1 + e)), z[i]);
      }
    }

    @Override
    void backward(float[] a, float[] delta, int n, float slope) {
      for (int i = 0; i < n; i++) {
        delta[i] *= 1f - a[i] * a[i];
      }
    }
  },
  /** 1 / (1 + e^-z). */
  SIGMOID {
    @Override
    void apply(float[] z, int n, float slope) {
      for (int i = 0; i < n; i++) {
        z[i] = (float) (1.0 / (1.0 + Math.exp(-z[i])));
      }
    }

    @Override
    void backward(float[] a, float[] delta, int n, float slope) {
      for (int i = 0; i < n; i++) {
        delta[i] *= a[i] * (1f - a[i]);
      }
    }
  },
  /** z itself. */
  IDENTITY {
    @Override
    void apply(float[] z, int n, float slope) {}

    @Override
    void backward(float[] a, float[] delta, int n, float slope) {}
  };

  /** Slope of DL4J's leaky relu below 0, unless it is told another one. */
  static final double DEFAULT_SLOPE = 0.01;

  private static final float INVERSE_OF_MIN_NORMAL = 0x1p126f;

  /**
   * Replaces n pre-activations by activations.
   *
   * @param slope of a leaky relu below 0
   */
  abstract void apply(float[] z, int n, float slope);

  /**
   * Multiplies n deltas by the derivative, which each of these functions has as a function of its
   * activation a.
   *
   * @param slope of a leaky relu below 0
   */
  abstract void backward(float[] a, float[] delta, int n, float slope);
}
