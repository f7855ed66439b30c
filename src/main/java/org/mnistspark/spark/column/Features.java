package org.mnistspark.spark.column;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;

/** The features of an example: all, or those at some indices. */
public final class Features {
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

  /** How many there are, zeros that are not stored among them. */
  public int size() {
    return size;
  }

  /** Whether only some have a value, and the others are 0. */
  public boolean isSparse() {
    return indices != null;
  }

  /** Indices of the values, ascending; null when there is a value for each index. */
  public int[] indices() {
    return indices;
  }

  /** The values, not a copy: they belong to whoever has read them. */
  public float[] values() {
    return values;
  }

  /** The index of the feature that has value k. */
  public int index(int k) {
    return indices == null ? k : indices[k];
  }

  /** Writes all features, zeros among them, to {@code to[from]} and after. */
  public void copyTo(float[] to, int from) {
    if (indices == null) {
      System.arraycopy(values, 0, to, from, size);
      return;
    }
    Arrays.fill(to, from, from + size, 0f);
    for (int k = 0; k < values.length; k++) {
      to[from + indices[k]] = values[k];
    }
  }

  /**
   * A vector of Spark ML, as VectorUDT stores it, sparse where these features are.
   *
   * @param length of a sparse vector, at least {@link #size}
   */
  public InternalRow toVector(int length) {
    double[] doubles = new double[values.length];
    for (int k = 0; k < doubles.length; k++) {
      doubles[k] = values[k];
    }
    UnsafeArrayData stored = UnsafeArrayData.fromPrimitiveArray(doubles);
    return new GenericInternalRow(
        isSparse()
            ? new Object[] {
              FeatureColumn.SPARSE, length, UnsafeArrayData.fromPrimitiveArray(indices), stored
            }
            : new Object[] {FeatureColumn.DENSE, null, null, stored});
  }
}
