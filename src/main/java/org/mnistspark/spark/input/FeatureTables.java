package org.mnistspark.spark.input;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.mnistspark.data.DataException;
import org.mnistspark.data.Signature;
import org.mnistspark.image.PictureBytes;

/** Tables to predict, with a column features, array&lt;float&gt;. */
final class FeatureTables {
  private FeatureTables() {}

  /**
   * All columns, and features as array&lt;float&gt;.
   *
   * @param model its features are columns of the table, or the table has them in one column
   * @throws DataException if the table has neither
   */
  static Dataset<Row> read(SparkSession spark, InputPaths paths, Signature model) {
    List<Path> files =
        paths.kind() == InputKind.CSV
            ? paths.contents().stream().flatMap(inside -> inside.tables().stream()).toList()
            : Arrays.stream(paths.names()).map(Path::new).toList();
    Dataset<Row> table =
        Tables.read(
            spark,
            paths.kind(),
            paths.found().get(0).getPath(),
            files,
            OptionalInt.of(model.inputs()));
    String where = paths.found().get(0).getPath().toString();
    boolean named = Arrays.asList(table.columns()).containsAll(model.features());
    TableColumns columns =
        TableColumns.of(
            where, table.schema(), Optional.empty(), named ? model.features() : List.of());
    return table.withColumn(PredictInput.FEATURES, features(columns, model));
  }

  private static Column features(TableColumns columns, Signature model) {
    Column first = TableColumns.column(columns.features().get(0));
    return switch (columns.form()) {
      case ARRAY -> first.cast("array<float>");
      case VECTOR -> functions.vector_to_array(first, "float32");
      case PICTURE -> pixels(model.shape()).apply(first.getField("bytes"));
      case NUMBERS ->
          org.apache.spark.sql.functions.array(
              columns.features().stream()
                  .map(name -> TableColumns.column(name).cast("float"))
                  .toArray(Column[]::new));
    };
  }

  private static org.apache.spark.sql.expressions.UserDefinedFunction pixels(List<Integer> sizes) {
    // As tasks get it by any serializer.
    ArrayList<Integer> shape = new ArrayList<>(sizes);
    UDF1<byte[], float[]> decode =
        file -> PictureLevels.features(PictureBytes.of(file), List.copyOf(shape), "a picture");
    return org.apache.spark.sql.functions.udf(
        decode, DataTypes.createArrayType(DataTypes.FloatType, false));
  }
}
