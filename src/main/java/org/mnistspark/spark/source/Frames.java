package org.mnistspark.spark.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.data.IdxType;
import org.mnistspark.data.IdxValues;
import org.mnistspark.data.Split;
import org.mnistspark.files.DataFolder;

/** DataFrames of a data set and what is quickly said about it. */
public final class Frames {
  /**
   * What the headers and the first labels tell.
   *
   * @param count images, as many as labels
   * @param shape of one image, [28, 28]
   * @param type of the image elements as numpy names it, uint8
   * @param firstLabels the first labels of the file
   */
  public record Summary(long count, List<Integer> shape, String type, List<Integer> firstLabels) {
    /** Copies the lists. */
    public Summary {
      shape = List.copyOf(shape);
      firstLabels = List.copyOf(firstLabels);
    }
  }

  private Frames() {}

  /**
   * One split as {@code DataFrame(index long, features array<float>, label array<float>)}; see
   * {@link IdxDataSource}.
   *
   * @param uri folder with the IDX files
   * @param classes width of the one-hot label
   * @throws org.mnistspark.data.DataException if a file is missing or malformed
   */
  public static Dataset<Row> load(SparkSession spark, String uri, Split split, int classes) {
    return spark
        .read()
        .format(IdxDataSource.NAME)
        .option(IdxOptions.SPLIT, split.option())
        .option(IdxOptions.CLASSES, classes)
        .load(uri);
  }

  /** {@link #summarize(Configuration, String, Split, int)} with the session's Hadoop settings. */
  public static Summary summarize(SparkSession spark, String uri, Split split, int labels) {
    return summarize(spark.sessionState().newHadoopConf(), uri, split, labels);
  }

  /**
   * Looks at a split on the driver; no job runs, no image is read.
   *
   * @param labels how many of the first labels to read, fewer if the split has fewer
   * @throws org.mnistspark.data.DataException if a file is missing or malformed
   */
  public static Summary summarize(Configuration conf, String uri, Split split, int labels) {
    IdxFiles files = IdxFiles.find(conf, uri, split);
    List<Integer> dimensions = files.images().dimensions();
    return new Summary(
        files.items(),
        dimensions.subList(1, dimensions.size()),
        typeName(files.images().type()),
        firstLabels(conf, files.labels(), Math.min(labels, files.items())));
  }

  private static List<Integer> firstLabels(Configuration conf, IdxFile file, int count) {
    List<Integer> labels = new ArrayList<>();
    byte[] raw = new byte[file.header().itemBytes()];
    try (Items items = Items.open(conf, file, 0, count)) {
      while (labels.size() < count && items.next(raw)) {
        labels.add(IdxValues.label(file.type(), raw));
      }
      return labels;
    } catch (IOException e) {
      throw DataFolder.unreadable(file.uri(), "a readable label file", e);
    }
  }

  private static String typeName(IdxType type) {
    return switch (type) {
      case UNSIGNED_BYTE -> "uint8";
      case BYTE -> "int8";
      case SHORT -> "int16";
      case INT -> "int32";
      case FLOAT -> "float32";
      case DOUBLE -> "float64";
    };
  }
}
