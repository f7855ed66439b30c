package org.mnistspark.data;

/**
 * A small random stream on {@link SplitMix64} with stateless seeding, the same on every Java
 * version and platform.
 */
final class RandomStream {
  private long state;

  /** The stream of one image: no other (seed, split, index) shares it. */
  RandomStream(long seed, Split split, int index) {
    state =
        SplitMix64.mix(
            SplitMix64.mix(SplitMix64.mix(seed) + (split == Split.TRAIN ? 1 : 2)) + index);
  }

  /** Uniform in [0,1). */
  double uniform() {
    state += SplitMix64.GOLDEN_GAMMA;
    return (SplitMix64.mix(state) >>> 11) * 0x1p-53;
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
