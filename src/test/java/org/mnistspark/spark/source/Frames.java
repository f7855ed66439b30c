package org.mnistspark.spark.source;

import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.data.Split;

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
    ArrayFiles files = ArrayFiles.find(conf, uri, split);
    int[] first = files.readLabels(conf, Math.min(labels, files.items()));
    return new Summary(
        files.items(),
        files.shape(),
        files.images().type().numpyName(),
        Arrays.stream(first).boxed().toList());
  }
}
