package org.mnistspark.data;

/**
 * The bits of SplitMix64: neighbouring inputs, unrelated outputs, and no two inputs with the same
 * one.
 *
 * @see <a href="https://doi.org/10.1145/2660193.2660195">Steele, Lea and Flood 2014, Fast
 *     splittable pseudorandom number generators</a>
 */
public final class SplitMix64 {
  /** The step between the states of a generator: 2^64 over the golden ratio. */
  public static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private SplitMix64() {}

  /** The generator's output for a state. */
  public static long mix(long state) {
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
