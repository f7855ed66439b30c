package org.mnistspark.job;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.mnistspark.data.DataException;
import org.mnistspark.data.Signature;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.spark.input.TableColumns;
import org.mnistspark.spark.scoring.Scoring;

/** Predictions as the format can hold them. */
final class PredictTables {
  /** Name of the most probable class, where classes are not called by their numbers. */
  private static final String CLASS = "predicted_class";

  private PredictTables() {}

  /**
   * The table to write: with the names of classes that have some, and for CSV with a column p0, p1,
   * ... per class in place of the array.
   *
   * @throws ConfigurationException if the format cannot hold a column of the input
   */
  static Dataset<Row> of(PredictFormat format, Dataset<Row> scored, Signature signature) {
    Dataset<Row> named = signature.hasNumberedClasses() ? scored : named(scored, signature);
    return format == PredictFormat.CSV ? flat(named, signature.classes().size()) : named;
  }

  /** With the name of the predicted class. */
  private static Dataset<Row> named(Dataset<Row> scored, Signature signature) {
    if (Arrays.stream(scored.columns()).anyMatch(CLASS::equalsIgnoreCase)) {
      throw new DataException(
          "expected an input without the column %s, which the prediction adds, found one; rename it"
              .formatted(CLASS));
    }
    Column[] names = signature.classes().stream().map(functions::lit).toArray(Column[]::new);
    Column number = scored.col(Scoring.PREDICTION).plus(1);
    return scored.withColumn(CLASS, functions.element_at(functions.array(names), number));
  }

  private static Dataset<Row> flat(Dataset<Row> scored, int classes) {
    List<Column> columns = new ArrayList<>();
    for (StructField field : scored.schema().fields()) {
      if (!field.name().equals(Scoring.PROBABILITIES)) {
        checkFlat(field);
        columns.add(TableColumns.column(field.name()));
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
