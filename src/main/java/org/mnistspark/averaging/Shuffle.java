package org.mnistspark.averaging;

import java.util.SplittableRandom;

/** The order of a block's examples in an epoch. */
final class Shuffle {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private Shuffle() {}

  /**
   * A permutation that depends on nothing but its arguments (Fisher and Yates, in Durstenfeld's
   * form, 1964).
   *
   * @return a permutation of 0 to {@code examples - 1}
   */
  static int[] order(long seed, int epoch, int worker, int examples) {
    SplittableRandom random = new SplittableRandom((seed * 31 + epoch) * GOLDEN_GAMMA + worker);
    int[] order = new int[examples];
    for (int i = 0; i < examples; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
