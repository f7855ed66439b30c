package org.mnistspark.spark.input;

import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/** What is looked at of a table before Spark reads it. */
public final class TableSamples {
  private TableSamples() {}

  public static void look(Path file) {
    CsvDialect.of(new Configuration(), new org.apache.hadoop.fs.Path(file.toString()));
  }
}
