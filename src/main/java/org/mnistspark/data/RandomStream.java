package org.mnistspark.data;

/**
 * A small random stream with stateless seeding, the same on every Java version and platform.
 *
 * @see <a href="https://doi.org/10.1145/2660193.2660195">Steele, Lea and Flood 2014, Fast
 *     splittable pseudorandom number generators (SplitMix64)</a>
 */
final class RandomStream {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  /** The stream of one image: no other (seed, split, index) shares it. */
  RandomStream(long seed, Split split, int index) {
    state = mix(mix(mix(seed) + (split == Split.TRAIN ? 1 : 2)) + index);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Uniform in [0,1). */
  double uniform() {
    state += GOLDEN_GAMMA;
    return (mix(state) >>> 11) * 0x1p-53;
  }

  /** Uniform in [low,high). */
  double between(double low, double high) {
    return low + (high - low) * uniform();
  }

  /** Uniform in 0..bound-1. */
  int below(int bound) {
    return (int) (uniform() * bound);
  }

  /**
   * Bell-shaped around 0 with that standard deviation, never beyond 3.5 of it (Irwin-Hall of 4).
   */
  double bell(double deviation) {
    double sum = uniform() + uniform() + uniform() + uniform();
    return (sum - 2) * 1.7320508075688772 * deviation;
  }
}
