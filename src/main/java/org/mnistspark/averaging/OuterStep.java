package org.mnistspark.averaging;

import java.io.Serializable;

/**
 * What becomes of the replicas' mean w̄ at the end of a round that began with the weights w. The
 * difference w̄ - w is taken as the negative gradient of an outer optimizer with learning rate 1:
 *
 * <pre>
 * MEAN      w ← w̄
 * MOMENTUM  m ← β m + (w̄ - w);  w ← w + m
 * NESTEROV  m ← β m + (w̄ - w);  w ← w̄ + β m
 * </pre>
 *
 * <p>A mean of n replicas moves about as far in a round as one of them does, however large n is, so
 * plain averaging makes less and less of a pass over the data as workers are added. Momentum
 * carries the direction that rounds have in common further, by 1/(1-β) in the long run.
 *
 * <p>Sources: MOMENTUM is BMUF (K. Chen and Q. Huo, "Scalable training of deep learning machines by
 * incremental block training with intra-block parallel optimization and blockwise model-update
 * filtering", ICASSP 2016) with block learning rate 1, and SlowMo (J. Wang et al., ICLR 2020);
 * NESTEROV is BMUF with Nesterov block momentum, the outer optimizer of DiLoCo (A. Douillard et
 * al., 2023).
 *
 * @param kind which of the three
 * @param momentum β, in [0,1); 0 for MEAN
 */
public record OuterStep(Kind kind, double momentum) implements Serializable {
  /** The three forms. */
  public enum Kind {
    /** Plain averaging. */
    MEAN,
    /** Block momentum. */
    MOMENTUM,
    /** Nesterov's block momentum. */
    NESTEROV
  }

  /** Plain averaging. */
  public static final OuterStep MEAN = new OuterStep(Kind.MEAN, 0);

  /**
   * Checks the momentum.
   *
   * @throws IllegalArgumentException when it is out of [0,1), or not 0 for MEAN
   */
  public OuterStep {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "outer momentum: expected a number from 0 to below 1, found " + momentum);
    }
    if (kind == Kind.MEAN && momentum != 0) {
      throw new IllegalArgumentException(
          "outer momentum: expected 0 for plain averaging, found " + momentum);
    }
  }

  /** An outer step of this momentum; plain averaging for 0. */
  public static OuterStep of(double momentum, boolean nesterov) {
    if (momentum == 0) {
      return MEAN;
    }
    return new OuterStep(nesterov ? Kind.NESTEROV : Kind.MOMENTUM, momentum);
  }

  /** Whether there is an m. */
  public boolean hasMomentum() {
    return kind != Kind.MEAN;
  }

  /**
   * Takes the step for floats [from, to).
   *
   * @param before w, at the beginning of the round; not changed
   * @param mean w̄ on entry, the new w on return
   * @param m changed in place; ignored by MEAN
   */
  void apply(float[] before, float[] mean, float[] m, int from, int to) {
    float beta = (float) momentum;
    switch (kind) {
      case MEAN -> {}
      case MOMENTUM -> {
        for (int i = from; i < to; i++) {
          float step = beta * m[i] + (mean[i] - before[i]);
          m[i] = step;
          mean[i] = before[i] + step;
        }
      }
      case NESTEROV -> {
        for (int i = from; i < to; i++) {
          float step = beta * m[i] + (mean[i] - before[i]);
          m[i] = step;
          mean[i] += beta * step;
        }
      }
    }
  }
}
