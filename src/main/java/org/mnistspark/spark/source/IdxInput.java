package org.mnistspark.spark.source;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.mnistspark.data.DataException;
import org.mnistspark.data.Split;
import org.mnistspark.spark.source.IdxOptions.Labels;

/**
 * IDX images to predict, with their labels where there are labels of the model's.
 *
 * @param frame columns index and features, and label, a number as in the file, where there are
 *     labels
 * @param width values of an image
 * @param warning why labels were left out
 */
public record IdxInput(Dataset<Row> frame, int width, Optional<String> warning) {
  private static final String LABEL = "label";

  /**
   * Looks at headers and labels; reads no image.
   *
   * @param at a folder with IDX, npy or npz files, or one of these
   * @param split of a folder
   * @param labels of the model's classes, in their order: others are left out
   * @throws DataException if a file is missing or malformed
   */
  public static IdxInput of(SparkSession spark, FileStatus at, Split split, List<Integer> labels) {
    return of(spark, options(at, split, labels), new ClassLabels(labels));
  }

  private static Map<String, String> options(FileStatus status, Split split, List<Integer> labels) {
    Map<String, String> options = new HashMap<>();
    options.put(IdxOptions.PATH, status.getPath().toString());
    if (status.isFile() && !status.getPath().getName().endsWith(".npz")) {
      options.put(IdxOptions.PATH, status.getPath().getParent().toString());
      options.put(IdxOptions.IMAGES, status.getPath().getName());
    }
    options.put(IdxOptions.SPLIT, split.option());
    options.put(
        IdxOptions.VALUES, labels.stream().map(String::valueOf).collect(Collectors.joining(",")));
    options.put(IdxOptions.LABELS, Labels.NONE.option());
    return options;
  }

  private static IdxInput of(SparkSession spark, Map<String, String> options, ClassLabels classes) {
    Configuration conf = spark.sessionState().newHadoopConf();
    ArrayFiles images = ArrayFiles.find(conf, IdxOptions.of(new CaseInsensitiveStringMap(options)));
    int width = images.images().header().itemElements();
    Map<String, String> labelled = new HashMap<>(options);
    labelled.put(IdxOptions.LABELS, Labels.OPTIONAL.option());
    try {
      ArrayFiles files =
          ArrayFiles.find(conf, IdxOptions.of(new CaseInsensitiveStringMap(labelled)));
      if (files.labelled()) {
        files.checkLabels(conf, classes);
        Dataset<Row> frame = load(spark, labelled);
        return new IdxInput(
            frame.withColumn(LABEL, number(LABEL, classes)), width, Optional.empty());
      }
      return new IdxInput(load(spark, options), width, Optional.empty());
    } catch (DataException e) {
      String warning = "the labels beside the images were left out: " + e.getMessage();
      return new IdxInput(load(spark, options), width, Optional.of(warning));
    }
  }

  private static Dataset<Row> load(SparkSession spark, Map<String, String> options) {
    return spark.read().format(IdxDataSource.NAME).options(options).load();
  }

  /** The label of a one-hot column. */
  private static Column number(String oneHot, ClassLabels classes) {
    Column[] labels = classes.values().stream().map(functions::lit).toArray(Column[]::new);
    // An int, which element_at wants.
    Column at = functions.array_position(functions.col(oneHot), 1f).cast("int");
    return functions.element_at(functions.array(labels), at);
  }
}
