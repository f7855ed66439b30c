package org.mnistspark.ml;

import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.mnistspark.spark.column.FeatureColumn;
import org.mnistspark.spark.column.Features;

/**
 * Reads the rows of a training set: features, label, weight, and whether a row is kept for
 * validation. All methods that read throw {@link IllegalArgumentException} for values that nothing
 * can be trained on.
 */
record RowReader(FeatureColumn column) implements Serializable {
  private static final int FEATURES = 0;
  private static final int LABEL = 1;
  private static final int WEIGHT = 2;
  private static final int HELD_OUT = 3;

  /** A reader of {@link #select}'s rows. */
  static RowReader of(Dataset<Row> frame, Columns columns) {
    columns
        .validation()
        .ifPresent(
            name -> {
              DataType type = frame.schema().apply(name).dataType();
              if (!type.equals(DataTypes.BooleanType)) {
                throw new IllegalArgumentException(
                    "validationIndicatorCol: expected a boolean column, found %s of type %s; name or make a boolean one"
                        .formatted(name, type.simpleString()));
              }
            });
    return new RowReader(FeatureColumn.of(frame.schema().apply(columns.features()).dataType()));
  }

  /** The columns that it reads. */
  Dataset<Row> select(Dataset<Row> frame, Columns columns) {
    return frame.select(
        StageFeatures.readable(
            frame.col(columns.features()), frame.schema().apply(columns.features()).dataType()),
        frame.col(columns.label()).cast(DataTypes.DoubleType),
        orElse(columns.weight(), frame, functions.lit(1.0)).cast(DataTypes.DoubleType),
        orElse(columns.validation(), frame, functions.lit(false)));
  }

  private static Column orElse(Optional<String> name, Dataset<Row> frame, Column otherwise) {
    return name.map(frame::col).orElse(otherwise);
  }

  Features features(InternalRow row) {
    return StageFeatures.read(column, row, FEATURES);
  }

  int label(InternalRow row) {
    double label = row.isNullAt(LABEL) ? Double.NaN : row.getDouble(LABEL);
    if (!(label >= 0 && label < Integer.MAX_VALUE && label == Math.rint(label))) {
      throw new IllegalArgumentException(
          "label: expected whole numbers from 0, found %s; number the classes from 0 (StringIndexer)"
              .formatted(row.isNullAt(LABEL) ? "null" : label));
    }
    return (int) label;
  }

  double weight(InternalRow row) {
    double weight = row.isNullAt(WEIGHT) ? Double.NaN : row.getDouble(WEIGHT);
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "weight: expected 0 or a greater number in every row, found %s; leave such rows out"
              .formatted(row.isNullAt(WEIGHT) ? "null" : weight));
    }
    return weight;
  }

  boolean isHeldOut(InternalRow row) {
    if (row.isNullAt(HELD_OUT)) {
      throw new IllegalArgumentException(
          "validationIndicatorCol: expected true or false in every row, found null; put one in its place");
    }
    return row.getBoolean(HELD_OUT);
  }
}
