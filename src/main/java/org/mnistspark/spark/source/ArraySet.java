package org.mnistspark.spark.source;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.data.Split;

/** A labelled set of arrays, features and labels, whose headers the driver has read. */
public final class ArraySet {
  private final String uri;
  private final Optional<Split> split;
  private final ArrayFiles files;

  private ArraySet(String uri, Optional<Split> split, ArrayFiles files) {
    this.uri = uri;
    this.split = split;
    this.files = files;
  }

  /**
   * Reads the headers.
   *
   * @param catalog of the location
   * @param uri the location: a folder or a file
   * @param split empty for arrays whose names have none
   * @throws org.mnistspark.data.DataException if an array is missing or malformed
   */
  public static ArraySet of(ArrayCatalog catalog, String uri, Optional<Split> split) {
    return new ArraySet(uri, split, catalog.files(split));
  }

  /** Of one example. */
  public List<Integer> shape() {
    return files.shape();
  }

  /** Of the features, as numpy calls it. */
  public String type() {
    return files.images().type().numpyName();
  }

  /** Examples. */
  public int count() {
    return files.items();
  }

  /**
   * Reads labels.
   *
   * @param count how many of the first, fewer if there are fewer
   */
  public int[] labels(Configuration conf, int count) {
    return files.readLabels(conf, Math.min(count, files.items()));
  }

  /**
   * The examples by the data source {@code idx}; see {@link IdxDataSource}.
   *
   * @param labels of the classes, in their order
   */
  public Dataset<Row> frame(SparkSession spark, List<Integer> labels) {
    return spark
        .read()
        .format(IdxDataSource.NAME)
        .option(IdxOptions.SPLIT, split.map(Split::option).orElse(IdxOptions.NO_SPLIT))
        .option(
            IdxOptions.VALUES,
            labels.stream().map(String::valueOf).collect(Collectors.joining(",")))
        .load(uri);
  }
}
