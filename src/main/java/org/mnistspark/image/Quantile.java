package org.mnistspark.image;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** Order statistics of some of many values. */
final class Quantile {
  private Quantile() {}

  /** The value that a share of the wanted ones, of which there are some, does not exceed. */
  static double of(float[] values, IntPredicate wanted, double share) {
    float[] chosen = new float[values.length];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (wanted.test(i)) {
        chosen[count++] = values[i];
      }
    }
    Arrays.sort(chosen, 0, count);
    return chosen[(int) (share * (count - 1))];
  }
}
