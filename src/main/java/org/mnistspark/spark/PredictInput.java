package org.mnistspark.spark;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.mnistspark.data.Split;
import org.mnistspark.image.DigitImage;

/**
 * What shall be predicted.
 *
 * @param kind what it was
 * @param paths fully qualified
 * @param frame with a column features, array&lt;float&gt;; read when it is used
 * @param width features of a row; empty if only the rows tell
 * @param unreadable images that reading leaves out
 */
public record PredictInput(
    InputKind kind,
    List<String> paths,
    Dataset<Row> frame,
    OptionalInt width,
    Unreadable unreadable) {

  /** The column that is classified. */
  public static final String FEATURES = "features";

  private static final String LABEL = "label";

  /** Copies the list. */
  public PredictInput {
    paths = List.copyOf(paths);
  }

  /**
   * Looks at the inputs; reads no more than headers, names and schemas.
   *
   * @param inputs an IDX folder or image file; image files or folders of them; Parquet or JSON with
   *     a column features; names or globs
   * @param split of an IDX folder
   * @param classes of the model: labels of IDX files are below it
   * @throws org.mnistspark.data.DataException if something is missing, of unknown kind, or
   *     malformed
   */
  public static PredictInput open(
      SparkSession spark, List<String> inputs, Split split, int classes) {
    InputPaths found = InputPaths.resolve(spark.sessionState().newHadoopConf(), inputs);
    Unreadable unreadable = new Unreadable(spark.sparkContext());
    return switch (found.kind()) {
      case IDX -> idx(spark, found, options(found.single(), split, classes), unreadable);
      case IMAGES -> {
        int width = DigitImage.SIDE * DigitImage.SIDE;
        yield of(
            found, ImageFrames.read(spark, found, unreadable), OptionalInt.of(width), unreadable);
      }
      case PARQUET, JSON ->
          of(found, FeatureTables.read(spark, found), OptionalInt.empty(), unreadable);
    };
  }

  private static PredictInput of(
      InputPaths found, Dataset<Row> frame, OptionalInt width, Unreadable unreadable) {
    return new PredictInput(found.kind(), List.of(found.names()), frame, width, unreadable);
  }

  private static Map<String, String> options(FileStatus status, Split split, int classes) {
    Map<String, String> options = new HashMap<>();
    options.put(IdxOptions.PATH, status.getPath().toString());
    if (status.isFile()) {
      options.put(IdxOptions.PATH, status.getPath().getParent().toString());
      options.put(IdxOptions.IMAGES, status.getPath().getName());
    }
    options.put(IdxOptions.SPLIT, split.option());
    options.put(IdxOptions.CLASSES, String.valueOf(classes));
    options.put(IdxOptions.LABELS, IdxOptions.OPTIONAL);
    return options;
  }

  /** The columns index and features, and label, a number, where there are labels. */
  private static PredictInput idx(
      SparkSession spark, InputPaths found, Map<String, String> options, Unreadable unreadable) {
    Configuration conf = spark.sessionState().newHadoopConf();
    IdxFiles files = IdxFiles.find(conf, IdxOptions.of(new CaseInsensitiveStringMap(options)));
    Dataset<Row> frame = spark.read().format(IdxDataSource.NAME).options(options).load();
    if (files.labelled()) {
      frame =
          frame.withColumn(
              LABEL,
              functions
                  .array_position(functions.col(LABEL), 1f)
                  .minus(functions.lit(1))
                  .cast("int"));
    }
    return of(found, frame, OptionalInt.of(files.images().header().itemElements()), unreadable);
  }
}
