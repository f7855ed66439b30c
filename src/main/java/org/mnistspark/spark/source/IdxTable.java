package org.mnistspark.spark.source;

import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.mnistspark.data.Split;

/** One split of a folder, its headers read. */
final class IdxTable implements SupportsRead {
  private final IdxOptions options;
  private final Configuration conf;
  private final ArrayFiles files;

  IdxTable(IdxOptions options, Configuration conf, ArrayFiles files) {
    this.options = options;
    this.conf = conf;
    this.files = files;
  }

  @Override
  public String name() {
    return IdxDataSource.NAME
        + " "
        + options.split().map(Split::option).orElse("")
        + " "
        + options.path();
  }

  @Override
  @SuppressWarnings("deprecation") // Deprecated and yet abstract in Spark 3.5.
  public StructType schema() {
    return IdxColumn.schema(files.labelled());
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap ignored) {
    return new PruningScanBuilder();
  }

  private final class PruningScanBuilder implements SupportsPushDownRequiredColumns {
    private StructType required = IdxColumn.schema(files.labelled());

    @Override
    public void pruneColumns(StructType requiredSchema) {
      required = requiredSchema;
    }

    @Override
    public Scan build() {
      return new IdxScan(options, conf, files, required);
    }
  }
}
