package org.mnistspark.spark.labelled;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.mnistspark.spark.input.InternalFrames;

/** Frames of examples: index, features, label. */
final class Examples {
  /** Features that are not vectors, and labels. */
  static final DataType FLOATS = DataTypes.createArrayType(DataTypes.FloatType, false);

  private Examples() {}

  /**
   * A frame of rows.
   *
   * @param features type of the features: {@link #FLOATS}, or a vector of Spark ML
   */
  static Dataset<Row> frame(SparkSession spark, JavaRDD<InternalRow> rows, DataType features) {
    StructType schema =
        new StructType()
            .add("index", DataTypes.LongType, false)
            .add("features", features, false)
            .add("label", FLOATS, false);
    return InternalFrames.of(spark, rows, schema);
  }
}
