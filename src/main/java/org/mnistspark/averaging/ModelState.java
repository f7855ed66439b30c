package org.mnistspark.averaging;

import java.io.Serializable;

/**
 * What a round starts from and ends with. A class, not a record: Kryo 4 cannot set a record's
 * fields.
 *
 * <p>The arrays are not copied; whoever holds a state does not change them.
 */
public final class ModelState implements Serializable {
  private static final long serialVersionUID = 1L;

  private final float[] weights;
  private final float[] updater;
  private final float[] momentum;
  private final int iteration;

  /**
   * A state.
   *
   * @param weights flat, in DL4J's order
   * @param updater state of the updater, flat; empty when it has none
   * @param momentum of the outer step, one per weight; empty when it has none
   * @param iteration minibatches that every replica has trained before
   */
  public ModelState(float[] weights, float[] updater, float[] momentum, int iteration) {
    this.weights = weights;
    this.updater = updater;
    this.momentum = momentum;
    this.iteration = iteration;
  }

  /** Flat weights in DL4J's order. */
  public float[] weights() {
    return weights;
  }

  /** Flat updater state. */
  public float[] updater() {
    return updater;
  }

  /** Momentum of the outer step. */
  public float[] momentum() {
    return momentum;
  }

  /** Minibatches that every replica has trained before. */
  public int iteration() {
    return iteration;
  }
}
