package org.mnistspark.mlp;

/** Labels as distributions over classes, times the weight of their example. */
final class Labels {
  private Labels() {}

  /**
   * Whether a label is 1 for one class and 0 for all others.
   *
   * @throws IllegalArgumentException when a value is not finite
   */
  static boolean isOneHot(float[] label) {
    int ones = 0;
    int zeros = 0;
    for (float value : label) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException("label: expected finite values, found " + value);
      }
      ones += value == 1f ? 1 : 0;
      zeros += value == 0f ? 1 : 0;
    }
    return ones == 1 && zeros == label.length - 1;
  }
}
