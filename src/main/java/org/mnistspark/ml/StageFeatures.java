package org.mnistspark.ml;

import java.util.function.UnaryOperator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.mnistspark.spark.column.FeatureColumn;
import org.mnistspark.spark.column.Features;

/** What a stage takes as features: vectors of Spark ML, or arrays of numbers. */
final class StageFeatures {
  static final String NULL_ELEMENT =
      "features: expected a number in every element of an array, found null; leave such rows out";

  private StageFeatures() {}

  private static boolean isNumbers(DataType type) {
    return type instanceof ArrayType array && array.elementType() instanceof NumericType;
  }

  /** A column of a frame as {@link #read} takes it. */
  static Column readable(Column column, DataType type) {
    return isNumbers(type) ? column.cast(DataTypes.createArrayType(DataTypes.FloatType)) : column;
  }

  /**
   * What a stage makes of a schema, if a column of arrays of numbers were one of vectors, as which
   * it is taken.
   */
  static StructType asVector(StructType schema, String name, UnaryOperator<StructType> stage) {
    if (schema.getFieldIndex(name).isEmpty() || !isNumbers(schema.apply(name).dataType())) {
      return stage.apply(schema);
    }
    StructField field = schema.apply(name);
    StructField vector =
        new StructField(name, SQLDataTypes.VectorType(), field.nullable(), field.metadata());
    return replaced(stage.apply(replaced(schema, vector)), field);
  }

  private static StructType replaced(StructType schema, StructField field) {
    StructField[] fields = schema.fields().clone();
    fields[schema.fieldIndex(field.name())] = field;
    return new StructType(fields);
  }

  /**
   * Reads the features that are at a place in a row.
   *
   * @throws IllegalArgumentException when they are null, empty, or not finite as floats
   */
  static Features read(FeatureColumn column, InternalRow row, int at) {
    if (row.isNullAt(at)) {
      throw new IllegalArgumentException(
          "features: expected a vector or an array of numbers in every row, found null; leave such rows out");
    }
    if (column == FeatureColumn.FLOATS) {
      requireNoNull(row.getArray(at));
    }
    Features features = column.read(row, at);
    if (features.size() == 0) {
      throw new IllegalArgumentException(
          "features: expected at least one number in every row, found none; leave such rows out");
    }
    float[] values = features.values();
    for (int k = 0; k < values.length; k++) {
      if (!Float.isFinite(values[k])) {
        throw new IllegalArgumentException(
            "features: expected finite numbers within a float's range, found %s at index %s; leave such rows out, or put a number in its place (Imputer)"
                .formatted(values[k], features.index(k)));
      }
    }
    return features;
  }

  private static void requireNoNull(ArrayData array) {
    for (int i = 0; i < array.numElements(); i++) {
      if (array.isNullAt(i)) {
        throw new IllegalArgumentException(NULL_ELEMENT);
      }
    }
  }
}
