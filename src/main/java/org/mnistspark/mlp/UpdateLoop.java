package org.mnistspark.mlp;

import java.util.Arrays;

/**
 * The loops of the updaters over a range of the flat vectors.
 *
 * <p>They are written for the JIT compiler, which uses vector instructions only when a loop has no
 * branch, no mix of float and double, and one index for every array: with m at i and v at n + i of
 * one array the loop is ten times slower. Constants are rounded to float where DL4J rounds them.
 */
abstract class UpdateLoop {

  /**
   * Added to second moments. Where a gradient stays 0, as for pixels that are white in every image,
   * v would otherwise decay into subnormal numbers, which some processors handle in microcode. It
   * changes no bit of a v above 1e-30.
   */
  private static final float KEEP_NORMAL = Float.MIN_NORMAL;

  /** The loop for an updater; it owns scratch space for one caller at a time. */
  static UpdateLoop of(Updater updater, int parameters) {
    if (updater instanceof Updater.RmsProp rmsProp) {
      return new RmsPropLoop(rmsProp);
    } else if (updater instanceof Updater.Adam adam) {
      return new AdamLoop(adam, parameters);
    } else if (updater instanceof Updater.Nesterovs nesterovs) {
      return new NesterovsLoop(nesterovs);
    } else if (updater instanceof Updater.Sgd) {
      return new SgdLoop();
    }
    throw new IllegalStateException("no loop for " + updater);
  }

  /** Before the ranges of one step; iteration counts steps from 0. */
  abstract void begin(float[] state, double learningRate, int iteration);

  /** Updates w and state in [from, to) by the mean gradient g plus l2 times w. */
  abstract void update(float[] w, float[] g, float[] state, int from, int to, float l2);

  /**
   * Does what {@link #update} would do with a gradient of 0, to the same bits. Most inputs of a
   * sparse minibatch have none: what this can leave out is memory traffic and square roots.
   *
   * @param g overwritten
   */
  void withoutGradient(float[] w, float[] g, float[] state, int from, int to, float l2) {
    Arrays.fill(g, from, to, 0f);
    update(w, g, state, from, to, l2);
  }

  /** After the ranges of one step. */
  void end(float[] state) {}

  private static final class RmsPropLoop extends UpdateLoop {
    private final float decay;
    private final float epsilon;
    private float rate;

    RmsPropLoop(Updater.RmsProp rmsProp) {
      decay = (float) rmsProp.decay();
      epsilon = (float) rmsProp.epsilon();
    }

    @Override
    void begin(float[] state, double learningRate, int iteration) {
      rate = (float) learningRate;
    }

    @Override
    void update(float[] w, float[] g, float[] v, int from, int to, float l2) {
      float keep = decay;
      float take = 1f - decay;
      float step = rate;
      float floor = epsilon;
      for (int i = from; i < to; i++) {
        float gi = g[i] + l2 * w[i];
        float vi = v[i] * keep + gi * gi * take + KEEP_NORMAL;
        v[i] = vi;
        w[i] -= step * gi / ((float) Math.sqrt(vi) + floor);
      }
    }

    @Override
    void withoutGradient(float[] w, float[] g, float[] v, int from, int to, float l2) {
      if (l2 != 0f) {
        super.withoutGradient(w, g, v, from, to, l2);
        return;
      }
      float keep = decay;
      for (int i = from; i < to; i++) {
        v[i] = v[i] * keep + KEEP_NORMAL;
      }
    }
  }

  private static final class AdamLoop extends UpdateLoop {
    private final float beta1;
    private final float beta2;
    private final float epsilon;
    private final float[] second; // v, moved to the index that m has in the state
    private float rate;

    AdamLoop(Updater.Adam adam, int parameters) {
      beta1 = (float) adam.beta1();
      beta2 = (float) adam.beta2();
      epsilon = (float) adam.epsilon();
      second = new float[parameters];
    }

    @Override
    void begin(float[] state, double learningRate, int iteration) {
      float power1 = (float) Math.pow(beta1, iteration + 1.0);
      float power2 = (float) Math.pow(beta2, iteration + 1.0);
      rate = (float) (learningRate * Math.sqrt(1.0 - power2) / (1.0 - power1));
      System.arraycopy(state, second.length, second, 0, second.length);
    }

    @Override
    void update(float[] w, float[] g, float[] m, int from, int to, float l2) {
      float[] v = second;
      float keep1 = beta1;
      float take1 = 1f - beta1;
      float keep2 = beta2;
      float take2 = 1f - beta2;
      float step = rate;
      float floor = epsilon;
      for (int i = from; i < to; i++) {
        float gi = g[i] + l2 * w[i];
        float mi = m[i] * keep1 + gi * take1;
        float vi = v[i] * keep2 + gi * gi * take2 + KEEP_NORMAL;
        m[i] = mi;
        v[i] = vi;
        w[i] -= step * mi / ((float) Math.sqrt(vi) + floor);
      }
    }

    @Override
    void end(float[] state) {
      System.arraycopy(second, 0, state, second.length, second.length);
    }
  }

  private static final class NesterovsLoop extends UpdateLoop {
    private final float momentum;
    private float rate;

    NesterovsLoop(Updater.Nesterovs nesterovs) {
      momentum = (float) nesterovs.momentum();
    }

    @Override
    void begin(float[] state, double learningRate, int iteration) {
      rate = (float) learningRate;
    }

    @Override
    void update(float[] w, float[] g, float[] v, int from, int to, float l2) {
      float keep = momentum;
      float lookAhead = 1f + momentum;
      float step = rate;
      for (int i = from; i < to; i++) {
        float gi = g[i] + l2 * w[i];
        float before = keep * v[i];
        float after = before - step * gi;
        v[i] = after;
        w[i] += lookAhead * after - before;
      }
    }
  }

  private static final class SgdLoop extends UpdateLoop {
    private float rate;

    @Override
    void begin(float[] state, double learningRate, int iteration) {
      rate = (float) learningRate;
    }

    @Override
    void update(float[] w, float[] g, float[] state, int from, int to, float l2) {
      float step = rate;
      for (int i = from; i < to; i++) {
        w[i] -= step * (g[i] + l2 * w[i]);
      }
    }

    @Override
    void withoutGradient(float[] w, float[] g, float[] state, int from, int to, float l2) {
      if (l2 != 0f) {
        super.withoutGradient(w, g, state, from, to, l2);
      }
    }
  }
}
