package org.mnistspark.spark.scoring;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;
import org.mnistspark.data.DataException;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.spark.input.InternalFrames;
import org.mnistspark.spark.input.PredictInput;
import org.mnistspark.spark.input.TableColumns;

/**
 * Classifies the rows of frames on the executors, a partition as a stream: nothing is cached, and
 * the classifier is sent to each executor once. A row's result does not depend on the partitioning
 * if the classifier's does not depend on what it classifies together, as {@code Mlp}'s.
 */
public final class Scoring implements AutoCloseable {
  /** The most probable class, int; of equally probable ones the lowest. */
  public static final String PREDICTION = "prediction";

  /** Its probability, float. */
  public static final String CONFIDENCE = "confidence";

  /** Of every class, array&lt;float&gt;. */
  public static final String PROBABILITIES = "probabilities";

  private static final String INPUT = "input";

  /** What tasks count. */
  record Counters(LongAccumulator rows, LongAccumulator outside) implements Serializable {}

  private final SparkSession spark;
  private final Broadcast<ShippedClassifier> shared;
  private final Counters counters;

  /** Sends the classifier when the first frame is used. */
  public Scoring(SparkSession spark, Classifier classifier) {
    this.spark = spark;
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    shared = context.broadcast(new ShippedClassifier(classifier));
    counters =
        new Counters(
            spark.sparkContext().longAccumulator("rows predicted"),
            spark.sparkContext().longAccumulator("rows with features outside [0,1]"));
  }

  /**
   * The columns of a frame with prediction, confidence and probabilities at the end. Classifies
   * when it is used, which fails with a {@link DataException} as cause for features that are null,
   * not finite, or more or less than the classifier takes.
   *
   * @param frame with features, array&lt;float&gt;
   * @param keepFeatures whether features remain
   * @throws DataException if the frame has one of the three columns already
   */
  public Dataset<Row> score(Dataset<Row> frame, boolean keepFeatures) {
    checkNames(frame);
    String[] kept =
        Arrays.stream(frame.columns())
            .filter(name -> keepFeatures || !name.equalsIgnoreCase(PredictInput.FEATURES))
            .toArray(String[]::new);
    Dataset<Row> packed = packed(frame, kept);
    StructType input = (StructType) packed.schema().apply(INPUT).dataType();
    JavaRDD<InternalRow> scored = scored(packed, shared, counters);
    return unpacked(InternalFrames.of(spark, scored, schema(input)), kept);
  }

  private static void checkNames(Dataset<Row> frame) {
    for (String name : List.of(PREDICTION, CONFIDENCE, PROBABILITIES)) {
      if (Arrays.stream(frame.columns()).anyMatch(name::equalsIgnoreCase)) {
        throw new DataException(
            "expected an input without the column "
                + name
                + ", which the prediction adds, found one; rename it");
      }
    }
  }

  /** The features, and all that is kept in one piece, which passes through as it is. */
  private static Dataset<Row> packed(Dataset<Row> frame, String[] kept) {
    Column[] fields = new Column[kept.length + 1];
    for (int c = 0; c < kept.length; c++) {
      fields[c] = TableColumns.column(kept[c]);
    }
    // Never empty, which a struct must not be.
    fields[kept.length] = functions.lit(true).as("a row");
    return frame.select(functions.col(PredictInput.FEATURES), functions.struct(fields).as(INPUT));
  }

  /** Static, so that tasks get no more than they need. */
  private static JavaRDD<InternalRow> scored(
      Dataset<Row> packed, Broadcast<ShippedClassifier> shared, Counters counters) {
    StructType schema = packed.schema();
    return packed
        .queryExecution()
        // Internal rows: a Row would box every one of the 784 values.
        .toRdd()
        .toJavaRDD()
        .mapPartitions(rows -> new ScoredRows(rows, shared.value().get(), schema, counters));
  }

  private static StructType schema(StructType input) {
    return new StructType()
        .add(INPUT, input, false)
        .add(PREDICTION, DataTypes.IntegerType, false)
        .add(CONFIDENCE, DataTypes.FloatType, false)
        .add(PROBABILITIES, DataTypes.createArrayType(DataTypes.FloatType, false), false);
  }

  private static Dataset<Row> unpacked(Dataset<Row> scored, String[] kept) {
    Column[] columns = new Column[kept.length + 3];
    for (int c = 0; c < kept.length; c++) {
      columns[c] = functions.col(INPUT).getField(kept[c]).as(kept[c]);
    }
    columns[kept.length] = functions.col(PREDICTION);
    columns[kept.length + 1] = functions.col(CONFIDENCE);
    columns[kept.length + 2] = functions.col(PROBABILITIES);
    return scored.select(columns);
  }

  /** Rows that were classified, after the job. */
  public long rows() {
    return counters.rows().value();
  }

  /** Rows of these with features below 0 or above 1, where a model of pixels knows nothing. */
  public long outside() {
    return counters.outside().value();
  }

  /** Takes the classifier back from the executors: frames are of no use any more. */
  @Override
  public void close() {
    shared.destroy();
  }
}
