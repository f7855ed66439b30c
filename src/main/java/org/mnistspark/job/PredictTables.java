package org.mnistspark.job;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.spark.scoring.Scoring;

/** Predictions as the format can hold them. */
final class PredictTables {
  private PredictTables() {}

  /**
   * The table to write: for CSV with a column p0, p1, ... per class in place of the array.
   *
   * @throws ConfigurationException if the format cannot hold a column of the input
   */
  static Dataset<Row> of(PredictFormat format, Dataset<Row> scored, int classes) {
    if (format != PredictFormat.CSV) {
      return scored;
    }
    List<Column> columns = new ArrayList<>();
    for (StructField field : scored.schema().fields()) {
      if (!field.name().equals(Scoring.PROBABILITIES)) {
        checkFlat(field);
        columns.add(scored.col("`" + field.name().replace("`", "``") + "`"));
      }
    }
    for (int c = 0; c < classes; c++) {
      String name = "p" + c;
      if (Arrays.stream(scored.columns()).anyMatch(name::equalsIgnoreCase)) {
        throw new ConfigurationException(
            "`format` csv: expected an input without the column "
                + name
                + ", which is a probability's, found one; rename it or choose parquet or json");
      }
      columns.add(scored.col(Scoring.PROBABILITIES).getItem(c).as(name));
    }
    return scored.select(columns.toArray(Column[]::new));
  }

  private static void checkFlat(StructField field) {
    boolean flat =
        !(field.dataType() instanceof ArrayType
            || field.dataType() instanceof MapType
            || field.dataType() instanceof StructType
            || field.dataType() instanceof BinaryType);
    if (!flat) {
      throw new ConfigurationException(
          "`format` csv: expected plain columns, found %s of type %s; choose parquet or json"
              .formatted(field.name(), field.dataType().simpleString()));
    }
  }
}
