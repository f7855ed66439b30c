package org.mnistspark.ml;

import java.io.Serializable;
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

/** A column of features: vectors of Spark ML, or arrays of numbers. */
enum FeatureColumn implements Serializable {
  /** As VectorUDT stores vectors: kind, size, indices, values. */
  VECTORS {
    @Override
    Features features(InternalRow row, int at) {
      InternalRow vector = row.getStruct(at, VECTOR_FIELDS);
      float[] values = narrow(vector.getArray(VECTOR_VALUES).toDoubleArray());
      return vector.getByte(0) == SPARSE_VECTOR
          ? new Features(vector.getInt(1), vector.getArray(2).toIntArray(), values)
          : new Features(values);
    }
  },
  /** Arrays of floats. */
  FLOATS {
    @Override
    Features features(InternalRow row, int at) {
      return new Features(requireNoNull(row.getArray(at)).toFloatArray());
    }
  },
  /** Arrays of doubles, to which all other arrays of numbers are cast. */
  DOUBLES {
    @Override
    Features features(InternalRow row, int at) {
      return new Features(narrow(requireNoNull(row.getArray(at)).toDoubleArray()));
    }
  };

  private static final int VECTOR_FIELDS = 4;
  private static final int VECTOR_VALUES = 3;
  private static final byte SPARSE_VECTOR = 0;

  /** How a column of this type is read. */
  static FeatureColumn of(DataType type) {
    if (!isNumbers(type)) {
      return VECTORS;
    }
    return ((ArrayType) type).elementType().equals(DataTypes.FloatType) ? FLOATS : DOUBLES;
  }

  private static boolean isNumbers(DataType type) {
    return type instanceof ArrayType array && array.elementType() instanceof NumericType;
  }

  /** A column of this kind as it is to be read. */
  Column readable(Column column) {
    return this == DOUBLES ? column.cast(DataTypes.createArrayType(DataTypes.DoubleType)) : column;
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

  /** Reads the features that are at a place in a row, whatever they are. */
  abstract Features features(InternalRow row, int at);

  /**
   * Reads the features that are at a place in a row.
   *
   * @throws IllegalArgumentException when they are null, empty, or not finite as floats
   */
  Features read(InternalRow row, int at) {
    if (row.isNullAt(at)) {
      throw new IllegalArgumentException(
          "features: expected a vector or an array of numbers in every row, found null; leave such rows out");
    }
    Features features = features(row, at);
    if (features.size() == 0) {
      throw new IllegalArgumentException(
          "features: expected at least one number in every row, found none; leave such rows out");
    }
    for (int i = 0; i < features.values().length; i++) {
      if (!Float.isFinite(features.values()[i])) {
        throw new IllegalArgumentException(
            "features: expected finite numbers within a float's range, found %s at index %s; leave such rows out, or put a number in its place (Imputer)"
                .formatted(
                    features.values()[i], features.indices() == null ? i : features.indices()[i]));
      }
    }
    return features;
  }

  private static ArrayData requireNoNull(ArrayData array) {
    for (int i = 0; i < array.numElements(); i++) {
      if (array.isNullAt(i)) {
        throw new IllegalArgumentException(
            "features: expected a number in every element of an array, found null at index %s; leave such rows out"
                .formatted(i));
      }
    }
    return array;
  }

  private static float[] narrow(double[] doubles) {
    float[] floats = new float[doubles.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) doubles[i];
    }
    return floats;
  }
}
