package org.mnistspark.spark.input;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;

/** Features as rows hold them: array&lt;float&gt;, or a vector of Spark ML. */
public final class FeatureColumn {
  /** By name: MLlib need not be there where nobody has its vectors. */
  private static final String VECTOR_TYPE_NAME = "vector";

  /** As VectorUDT stores vectors: kind, size, indices, values. */
  public static final int VECTOR_FIELDS = 4;

  /** The kind of a sparse vector. */
  public static final byte SPARSE = 0;

  /** The kind of a dense vector. */
  public static final byte DENSE = 1;

  /** Takes a value of an example. */
  @FunctionalInterface
  public interface Use {
    /** A value and the number of its feature. */
    void of(int feature, float value);
  }

  private FeatureColumn() {}

  /** Whether the column features of a frame holds vectors. */
  public static boolean isVector(Dataset<Row> frame) {
    return frame.schema().apply("features").dataType().typeName().equals(VECTOR_TYPE_NAME);
  }

  /** Every value that a row gives: of a sparse vector those that it names. */
  public static void read(InternalRow row, int column, boolean vector, Use use) {
    if (!vector) {
      float[] values = row.getArray(column).toFloatArray();
      for (int i = 0; i < values.length; i++) {
        use.of(i, values[i]);
      }
      return;
    }
    InternalRow struct = row.getStruct(column, VECTOR_FIELDS);
    boolean sparse = struct.getByte(0) == SPARSE;
    ArrayData values = struct.getArray(3);
    for (int k = 0; k < values.numElements(); k++) {
      use.of(sparse ? struct.getArray(2).getInt(k) : k, (float) values.getDouble(k));
    }
  }

  /** The length of an example's features, zeros of a sparse vector among them. */
  public static int width(InternalRow row, int column, boolean vector) {
    if (!vector) {
      return row.getArray(column).numElements();
    }
    InternalRow struct = row.getStruct(column, VECTOR_FIELDS);
    return struct.getByte(0) == SPARSE ? struct.getInt(1) : struct.getArray(3).numElements();
  }
}
