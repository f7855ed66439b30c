package org.mnistspark.spark.source;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.mnistspark.data.ArrayName;

/**
 * The data source {@code idx}: {@code spark.read().format("idx").load(uri)} for a folder with the
 * IDX files of MNIST or of a data set with names after their habit ({@link ArrayName}), or with
 * numpy's npy and npz files, on any Hadoop filesystem.
 *
 * <p>Gives {@code DataFrame(index long, features array<float>, label array<float>)} in file order:
 * features have one value per pixel (784, in [0,1]), labels are one-hot. Options: {@code split}
 * (train, test, none), {@code classes} (10) or {@code values} (labels of the classes: 1,2,3),
 * {@code partitions}, {@code labels} (required, optional, none), {@code images} (a file's name,
 * unless labels are required); all others are Hadoop settings, as with Spark's own sources.
 *
 * <p>{@code load} throws {@link org.mnistspark.data.DataException} for what headers and file
 * lengths show; what only the content shows fails the reading task with that cause ({@link
 * Causes}).
 */
public final class IdxDataSource implements TableProvider, DataSourceRegister {
  /** The name for {@code format()}. */
  public static final String NAME = "idx";

  private static final Set<String> OWN_OPTIONS =
      Set.of(
          IdxOptions.PATH,
          IdxOptions.SPLIT,
          IdxOptions.CLASSES,
          IdxOptions.VALUES,
          IdxOptions.LABELS,
          IdxOptions.IMAGES,
          IdxOptions.PARTITIONS);

  /** For Spark, which finds the class through META-INF/services. */
  public IdxDataSource() {}

  @Override
  public String shortName() {
    return NAME;
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return IdxColumn.schema(true);
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    IdxOptions options = IdxOptions.of(new CaseInsensitiveStringMap(properties));
    Configuration conf = SparkSession.active().sessionState().newHadoopConf();
    properties.forEach(
        (key, value) -> {
          if (!OWN_OPTIONS.contains(key.toLowerCase(Locale.ROOT))) {
            conf.set(key, value);
          }
        });
    return new IdxTable(options, conf, ArrayFiles.find(conf, options));
  }
}
