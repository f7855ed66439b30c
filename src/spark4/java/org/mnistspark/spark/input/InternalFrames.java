package org.mnistspark.spark.input;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * The frame that Spark itself makes of such rows, which no public method does: createDataFrame
 * takes Rows and converts every one of them. In Spark 3 it is elsewhere, hence a class for each.
 */
public final class InternalFrames {
  private InternalFrames() {}

  /** A frame of rows as Spark has them within. */
  public static Dataset<Row> of(SparkSession spark, JavaRDD<InternalRow> rows, StructType schema) {
    return ((org.apache.spark.sql.classic.SparkSession) spark)
        .internalCreateDataFrame(rows.rdd(), schema, false);
  }
}
