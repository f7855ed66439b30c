package org.mnistspark.ml;

/** The features of a row: all, or those at some indices. */
final class Features {
  private final int size;
  // Null where the values are all.
  private final int[] indices;
  private final float[] values;

  /** All features. */
  Features(float[] values) {
    this(values.length, null, values);
  }

  /**
   * Some of the features; the others are 0.
   *
   * @param indices ascending; null: values has all
   */
  Features(int size, int[] indices, float[] values) {
    this.size = size;
    this.indices = indices;
    this.values = values;
  }

  int size() {
    return size;
  }

  /** Indices of the values, ascending; null when there is a value for each index. */
  int[] indices() {
    return indices;
  }

  float[] values() {
    return values;
  }
}
