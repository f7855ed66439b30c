package org.mnistspark.spark.column;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;

/** A column of features, as rows hold it. */
public enum FeatureColumn {
  /** array&lt;float&gt;. */
  FLOATS {
    @Override
    public Features read(InternalRow row, int at) {
      return new Features(row.getArray(at).toFloatArray());
    }
  },
  /** Vectors of Spark ML, as VectorUDT stores them: kind, size, indices, values. */
  VECTORS {
    @Override
    public Features read(InternalRow row, int at) {
      InternalRow vector = row.getStruct(at, VECTOR_FIELDS);
      double[] doubles = vector.getArray(VECTOR_VALUES).toDoubleArray();
      float[] values = new float[doubles.length];
      for (int k = 0; k < values.length; k++) {
        values[k] = (float) doubles[k];
      }
      return vector.getByte(0) == SPARSE
          ? new Features(vector.getInt(1), vector.getArray(2).toIntArray(), values)
          : new Features(values);
    }
  };

  /** By name: MLlib need not be there where nobody has its vectors. */
  private static final String VECTOR_TYPE_NAME = "vector";

  private static final int VECTOR_FIELDS = 4;
  private static final int VECTOR_VALUES = 3;

  /** The kinds of vectors. */
  static final byte SPARSE = 0;

  static final byte DENSE = 1;

  /** How the column {@code features} of a frame is read. */
  public static FeatureColumn of(Dataset<Row> frame) {
    return of(frame.schema().apply("features").dataType());
  }

  /** How a column of this type is read: array&lt;float&gt;, or vectors. */
  public static FeatureColumn of(DataType type) {
    return isVector(type) ? VECTORS : FLOATS;
  }

  /** Whether values of this type are vectors of Spark ML. */
  public static boolean isVector(DataType type) {
    return type.typeName().equals(VECTOR_TYPE_NAME);
  }

  /** The features at a place in a row, which is not null there. */
  public abstract Features read(InternalRow row, int at);
}
