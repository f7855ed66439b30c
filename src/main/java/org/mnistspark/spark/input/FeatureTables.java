package org.mnistspark.spark.input;

import java.util.Arrays;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.mnistspark.data.DataException;
import org.mnistspark.files.DataFolder;

/** Parquet and JSON with a column features: an array of numbers, or a vector of Spark ML. */
final class FeatureTables {
  private FeatureTables() {}

  /**
   * All columns; features as array&lt;float&gt;.
   *
   * @throws DataException if there is no such column, or one of another type
   */
  static Dataset<Row> read(SparkSession spark, InputPaths paths) {
    Dataset<Row> table = load(spark, paths);
    String name =
        Arrays.stream(table.columns())
            .filter(PredictInput.FEATURES::equalsIgnoreCase)
            .findFirst()
            .orElseThrow(() -> notThere(paths, String.join(", ", table.columns())));
    return table.withColumn(
        PredictInput.FEATURES,
        floats(paths, table.col(name), table.schema().apply(name).dataType()));
  }

  private static Dataset<Row> load(SparkSession spark, InputPaths paths) {
    try {
      return paths.kind() == InputKind.JSON
          ? InputPaths.reader(spark).json(paths.names())
          : InputPaths.reader(spark).parquet(paths.names());
    } catch (Exception e) {
      // Scala declares none of Spark's checked exceptions, so javac would refuse their names here.
      throw DataFolder.unreadable(name(paths), "readable " + paths.kind() + " files", e);
    }
  }

  private static Column floats(InputPaths paths, Column column, DataType type) {
    if (type instanceof ArrayType array && array.elementType() instanceof NumericType) {
      return column.cast("array<float>");
    }
    if (type.equals(SQLDataTypes.VectorType())) {
      return functions.vector_to_array(column, "float32");
    }
    throw notThere(paths, "features of type " + type.simpleString());
  }

  private static DataException notThere(InputPaths paths, String found) {
    return new DataException(
        name(paths)
            + ": expected a column features, an array of numbers in [0,1], found "
            + found
            + "; name or make such a column");
  }

  private static String name(InputPaths paths) {
    return paths.found().get(0).getPath().toString();
  }
}
