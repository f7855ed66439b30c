package org.mnistspark.mlp;

/**
 * Notices training that has diverged. A pass over the weights takes about a tenth of a training
 * step: do it once per round.
 */
public final class Finite {

  private Finite() {}

  /**
   * Checks weights and loss.
   *
   * @param weights flat, in a step's order
   * @param when for the message, such as {@code "round 7"}
   * @throws ArithmeticException naming the first value that is not finite
   */
  public static void require(Topology topology, float[] weights, double lossSum, String when) {
    if (!Double.isFinite(lossSum)) {
      throw diverged("loss", lossSum, when);
    }
    topology.requireParameters("weights", weights);
    for (int i = 0; i < weights.length; i++) {
      if (!Float.isFinite(weights[i])) {
        throw diverged(topology.describe(StepOrder.parameter(topology, i)), weights[i], when);
      }
    }
  }

  private static ArithmeticException diverged(String what, double value, String when) {
    return new ArithmeticException(
        "training diverged in "
            + when
            + ": expected finite values, found "
            + value
            + " as "
            + what
            + "; use a lower learning rate");
  }
}
