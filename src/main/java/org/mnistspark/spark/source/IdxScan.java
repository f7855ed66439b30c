package org.mnistspark.spark.source;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/** Cuts the items into ranges, one per task. */
final class IdxScan implements Scan, Batch, SupportsReportStatistics {
  /** Below this many items, another task costs more than it brings. */
  private static final int MIN_ITEMS = 1_000;

  private final IdxOptions options;
  private final Configuration conf;
  private final ArrayFiles files;
  private final StructType required;

  IdxScan(IdxOptions options, Configuration conf, ArrayFiles files, StructType required) {
    this.options = options;
    this.conf = conf;
    this.files = files;
    this.required = required;
  }

  @Override
  public StructType readSchema() {
    return required;
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "%d items of %s and %s",
        files.items(),
        files.images().name(),
        files.labelled() ? files.labels().name() : "no labels");
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  // No preferred locations: MNIST fits one HDFS block, and all tasks, with what they cache, would
  // crowd on the few hosts of that block while other executors idle.
  @Override
  public InputPartition[] planInputPartitions() {
    int items = files.items();
    int count = divisible() ? Math.min(items, partitions(items)) : 1;
    InputPartition[] partitions = new InputPartition[count];
    for (int p = 0; p < count; p++) {
      int start = (int) ((long) items * p / count);
      int end = (int) ((long) items * (p + 1) / count);
      partitions[p] = new IdxPartition(start, end - start);
    }
    return partitions;
  }

  private boolean divisible() {
    List<IdxColumn> columns = IdxColumn.of(required);
    boolean compressedImages = columns.contains(IdxColumn.FEATURES) && files.images().compressed();
    boolean compressedLabels = columns.contains(IdxColumn.LABEL) && files.labels().compressed();
    return !compressedImages && !compressedLabels;
  }

  private int partitions(int items) {
    int most = SparkSession.active().sparkContext().defaultParallelism();
    return options.partitions().orElse(Math.max(1, Math.min(most, items / MIN_ITEMS)));
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    SparkContext sc = SparkSession.active().sparkContext();
    // A Hadoop configuration is 100 KB and more: once per executor, not once per task.
    return new IdxReaderFactory(
        JavaSparkContext.fromSparkContext(sc).broadcast(new SerializableConfiguration(conf)),
        files,
        IdxColumn.of(required),
        options.values());
  }

  @Override
  public Statistics estimateStatistics() {
    long items = files.items();
    long rowBytes = 0;
    for (IdxColumn column : IdxColumn.of(required)) {
      rowBytes +=
          switch (column) {
            case INDEX -> Long.BYTES;
            case FEATURES -> (long) Float.BYTES * files.images().header().itemElements();
            case LABEL -> (long) Float.BYTES * options.values().size();
          };
    }
    long bytes = items * rowBytes;
    return new Statistics() {
      @Override
      public OptionalLong sizeInBytes() {
        return OptionalLong.of(bytes);
      }

      @Override
      public OptionalLong numRows() {
        return OptionalLong.of(items);
      }
    };
  }
}
