package org.mnistspark.averaging;

/**
 * The learning rate's rise over the first iterations, for rates that are scaled up by many workers
 * (P. Goyal et al., "Accurate, Large Minibatch SGD", 2017, 2.2).
 */
public final class WarmUp {
  private WarmUp() {}

  /**
   * What the rate is multiplied by: {@code (iteration + 1) / iterations}, then 1.
   *
   * @param iteration minibatches that a replica has trained before
   * @param iterations of the rise; 0: none
   */
  public static double factor(int iteration, int iterations) {
    return iteration >= iterations ? 1 : (iteration + 1.0) / iterations;
  }
}
