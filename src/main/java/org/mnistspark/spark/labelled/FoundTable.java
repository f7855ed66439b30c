package org.mnistspark.spark.labelled;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.mnistspark.spark.input.TableColumns;
import org.mnistspark.spark.input.Tables;

/** A table: by columns, or lines of text. */
final class FoundTable implements FoundSet {
  private final SparkSession spark;
  private final String where;
  private final Dataset<Row> table;
  private final TableColumns columns;
  private final TableShape shape;
  private List<BlockScan> blocks = List.of();

  private FoundTable(
      SparkSession spark,
      String where,
      Dataset<Row> table,
      TableColumns columns,
      TableShape shape) {
    this.spark = spark;
    this.where = where;
    this.table = table;
    this.columns = columns;
    this.shape = shape;
  }

  /**
   * A table with labels.
   *
   * @param where it is, for messages
   * @param columns with one for the label
   * @throws org.mnistspark.data.DataException if it has no row
   */
  static FoundTable of(SparkSession spark, String where, Dataset<Row> table, TableColumns columns) {
    TableShape shape = Tables.reading(where, () -> TableShape.of(where, table, columns));
    return new FoundTable(spark, where, table, columns, shape);
  }

  @Override
  public List<Integer> shape() {
    return shape.shape();
  }

  @Override
  public List<String> featureNames() {
    return columns.form() == TableColumns.Form.NUMBERS && !shape.isPicture()
        ? columns.features()
        : List.of();
  }

  @Override
  public String type() {
    return shape.type();
  }

  @Override
  public int columns() {
    return columns.features().size();
  }

  @Override
  public LabelCounts labels() {
    LabelCounts labels = new LabelCounts();
    scan().forEach(block -> labels.merge(block.labels()));
    return labels;
  }

  private List<BlockScan> scan() {
    if (blocks.isEmpty()) {
      blocks =
          RowIndex.sorted(
              Tables.reading(
                  where, () -> rows(Stream.of()).mapPartitions(BlockScan::of).collect()));
    }
    return blocks;
  }

  /** File, start of the block, id, label, and features. */
  private JavaRDD<InternalRow> rows(Stream<Column> features) {
    List<Column> selected = new ArrayList<>();
    selected.add(functions.input_file_name());
    selected.add(functions.input_file_block_start());
    selected.add(functions.monotonically_increasing_id());
    selected.add(TableColumns.column(columns.label().orElseThrow()).cast("string"));
    features.forEach(selected::add);
    return table
        .select(selected.toArray(Column[]::new))
        // Internal rows: a Row would box every value.
        .queryExecution()
        .toRdd()
        .toJavaRDD();
  }

  @Override
  public Dataset<Row> frame(int inputs, List<String> classes) {
    TableRows reader =
        new TableRows(columns, shape, inputs, RowIndex.of(scan()), new LabelIndex(classes));
    JavaRDD<InternalRow> examples =
        rows(columns.features().stream().map(name -> feature(columns.form(), name)))
            .mapPartitions(reader::read);
    return Examples.frame(spark, examples, featuresType());
  }

  private DataType featuresType() {
    return columns.form() == TableColumns.Form.VECTOR
        ? table.schema().apply(columns.features().get(0)).dataType()
        : Examples.FLOATS;
  }

  private static Column feature(TableColumns.Form form, String name) {
    Column column = TableColumns.column(name);
    return switch (form) {
      case NUMBERS -> column.cast("float");
      case ARRAY -> column.cast("array<float>");
      case VECTOR -> column;
      case PICTURE -> column.getField("bytes");
    };
  }

  @Override
  public List<String> warnings() {
    return columns.leftOut().isEmpty()
        ? List.of()
        : List.of(
            "columns that hold no numbers were left out: " + String.join(", ", columns.leftOut()));
  }
}
