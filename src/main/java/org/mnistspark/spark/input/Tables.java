package org.mnistspark.spark.input;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.DataSource;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.failure.JobException;
import org.mnistspark.files.DataFolder;
import org.mnistspark.spark.session.SparkVersion;
import org.mnistspark.spark.session.UnreadableFileException;

/** Files of tables as frames, each by Spark's own reader. */
public final class Tables {
  private Tables() {}

  /**
   * All columns of the files. Of CSV, columns whose first rows hold numbers are doubles, null where
   * there is no number; all others are strings.
   *
   * @param root of the files: names of folders below it that are as {@code label=3} are columns
   * @param files or folders, each taken for what it is, not for a glob
   * @param width values of a libsvm vector; empty: the greatest index of the files
   * @throws org.mnistspark.data.DataException if they cannot be read
   */
  public static Dataset<Row> read(
      SparkSession spark, InputKind kind, Path root, List<Path> files, OptionalInt width) {
    String[] names = files.stream().map(Path::toString).toArray(String[]::new);
    // By default Spark takes each for a glob, and Hadoop's globs know no ":", escaped or not.
    DataFrameReader reader = spark.read().option(DataSource.GLOB_PATHS_KEY(), false);
    if (Arrays.stream(names).anyMatch(name -> name.contains("="))) {
      reader.option("basePath", root.toString());
    }
    try {
      return switch (kind) {
        case PARQUET -> reader.parquet(names);
        case ORC -> reader.orc(names);
        case JSON -> reader.json(names);
        case AVRO -> reader.format("avro").load(names);
        case CSV -> csv(spark, reader, files.get(0)).csv(names);
        case LIBSVM -> libsvm(reader, width).load(names);
        case ARRAYS, IMAGES ->
            throw new IllegalArgumentException("expected a table, found " + kind.title());
      };
    } catch (Exception e) {
      // Scala declares none of Spark's checked exceptions, so javac would refuse their names here.
      if (kind == InputKind.AVRO && e instanceof AnalysisException) {
        throw new ConfigurationException(
            "%s: expected a Spark that reads Avro, found one without its module; start spark-submit with --packages org.apache.spark:spark-avro_%s:%s"
                .formatted(names[0], SparkVersion.ofJob().scala(), spark.version()),
            e);
      }
      throw DataFolder.unreadable(names[0], "readable " + kind.title() + " files", e);
    }
  }

  /**
   * What a job over a table gives.
   *
   * @throws org.mnistspark.data.DataException if it fails because the files are damaged
   */
  public static <T> T reading(String where, Supplier<T> job) {
    try {
      return job.get();
    } catch (Exception e) {
      // Also Spark's own, which Scala does not declare.
      if (JobException.in(e).isPresent()) {
        throw e;
      }
      throw UnreadableFileException.within(e)
          .<JobException>map(named -> named)
          .orElseGet(() -> DataFolder.unreadable(where, "readable tables", e));
    }
  }

  private static DataFrameReader csv(SparkSession spark, DataFrameReader reader, Path first) {
    CsvDialect dialect = CsvDialect.of(spark.sessionState().newHadoopConf(), first);
    return reader
        .option("sep", String.valueOf(dialect.separator()))
        .option("header", dialect.header())
        // Quotes within quotes are doubled, as everyone but Spark writes them.
        .option("escape", "\"")
        .option("maxColumns", Integer.MAX_VALUE >> 8)
        .schema(dialect.schema());
  }

  private static DataFrameReader libsvm(DataFrameReader reader, OptionalInt width) {
    DataFrameReader libsvm = reader.format("libsvm");
    width.ifPresent(features -> libsvm.option("numFeatures", features));
    return libsvm;
  }
}
