package org.mnistspark.averaging;

import java.util.SplittableRandom;

/** The order of a shard's examples in an epoch. */
public final class Shuffle {
  private Shuffle() {}

  /**
   * A permutation that depends on nothing but its arguments (Fisher and Yates, in Durstenfeld's
   * form, 1964).
   *
   * @return a permutation of 0 to {@code examples - 1}
   */
  public static int[] order(long seed, int epoch, int worker, int examples) {
    SplittableRandom random = new SplittableRandom(mixed(mixed(seed) + epoch) + worker);
    int[] order = new int[examples];
    for (int i = 0; i < examples; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /**
   * A draw for each seed. Seeds that depend on each other by sums alone would not do: the generator
   * adds a constant to its seed for every draw, so that one order could repeat another's draws.
   */
  private static long mixed(long seed) {
    return new SplittableRandom(seed).nextLong();
  }
}
