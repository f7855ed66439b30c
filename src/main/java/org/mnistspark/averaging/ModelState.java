package org.mnistspark.averaging;

import java.io.Serializable;
import java.util.function.UnaryOperator;
import org.mnistspark.mlp.StepOrder;
import org.mnistspark.mlp.Topology;

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
   * @param weights flat: in DL4J's order, or, within the engine, in a step's
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

  /** Flat weights. */
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

  /** This state, in DL4J's order, in a step's; see {@link StepOrder}. */
  public ModelState inStepOrder(Topology topology) {
    return with(values -> StepOrder.of(topology, values));
  }

  /** This state, in a step's order, in DL4J's. */
  public ModelState inDl4jOrder(Topology topology) {
    return with(values -> StepOrder.undo(topology, values));
  }

  private ModelState with(UnaryOperator<float[]> order) {
    return new ModelState(
        order.apply(weights), order.apply(updater), order.apply(momentum), iteration);
  }
}
