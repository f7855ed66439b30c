package org.mnistspark.spark.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns of the data source, in their order. No value and no element is ever null. */
enum IdxColumn {
  /** The item's position in the file, from 0. */
  INDEX,
  /** The image, rows one after the other: 784 values in [0,1] for MNIST. */
  FEATURES,
  /** The label, one-hot over the classes. */
  LABEL;

  private DataType type() {
    return switch (this) {
      case INDEX -> DataTypes.LongType;
      case FEATURES, LABEL -> DataTypes.createArrayType(DataTypes.FloatType, false);
    };
  }

  String columnName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static StructType schema(boolean labelled) {
    return new StructType(
        Arrays.stream(values())
            .filter(column -> labelled || column != LABEL)
            .map(
                column ->
                    new StructField(column.columnName(), column.type(), false, Metadata.empty()))
            .toArray(StructField[]::new));
  }

  /** The columns that a schema names, in the schema's order. */
  static List<IdxColumn> of(StructType schema) {
    List<IdxColumn> columns = new ArrayList<>();
    for (String name : schema.fieldNames()) {
      columns.add(valueOf(name.toUpperCase(Locale.ROOT)));
    }
    return columns;
  }
}
