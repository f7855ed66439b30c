package org.mnistspark.spark.labelled;

import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;
import org.mnistspark.data.DataException;
import org.mnistspark.image.PictureBytes;
import org.mnistspark.spark.input.PictureLevels;
import org.mnistspark.spark.input.TableColumns;

/**
 * The shape of a table's examples, by its first row.
 *
 * @param type of the features, as people call it
 * @param isPicture whether the features are a picture's pixels
 */
record TableShape(List<Integer> shape, String type, boolean isPicture) {
  /**
   * Looks at the first row.
   *
   * @throws DataException if there is none, or it cannot be read
   */
  static TableShape of(String where, Dataset<Row> table, TableColumns columns) {
    StructType schema = table.schema();
    String first = columns.features().get(0);
    if (columns.form() == TableColumns.Form.NUMBERS) {
      int width = columns.features().size();
      int side = looksLikePixels(columns.features()) ? TableColumns.side(width) : 0;
      List<Integer> shape = side == 0 ? List.of(width) : List.of(side, side);
      return new TableShape(shape, schema.apply(first).dataType().simpleString(), side > 0);
    }
    List<Row> rows = table.select(TableColumns.column(first)).limit(1).collectAsList();
    if (rows.isEmpty() || rows.get(0).isNullAt(0)) {
      throw new DataException(
          "%s: expected rows with %s, found %s; use other data"
              .formatted(where, first, rows.isEmpty() ? "none" : "a first row without"));
    }
    Object value = rows.get(0).get(0);
    return switch (columns.form()) {
      case ARRAY ->
          flat(
              rows.get(0).getSeq(0).size(),
              ((ArrayType) schema.apply(first).dataType()).elementType().simpleString());
      case VECTOR -> new TableShape(List.of(((Vector) value).size()), "vector", false);
      default -> {
        byte[] file = ((Row) value).getAs("bytes");
        yield new TableShape(PictureLevels.shape(PictureBytes.of(file), where), "uint8", true);
      }
    };
  }

  /** Arrays as long as a square picture has pixels are taken for one: nothing else tells. */
  private static TableShape flat(int width, String type) {
    int side = TableColumns.side(width);
    return new TableShape(side == 0 ? List.of(width) : List.of(side, side), type, side > 0);
  }

  /** Names as Kaggle has them, pixel0 to pixel783, or none. */
  private static boolean looksLikePixels(List<String> names) {
    return names.stream()
        .allMatch(name -> name.matches("(?i)(_c|pixel|px|p)[ _]?\\d+|\\d+x\\d+|\\d+"));
  }
}
