package org.mnistspark.job;

import org.apache.hadoop.conf.Configuration;
import org.mnistspark.data.ContentDigest;
import org.mnistspark.data.Split;
import org.mnistspark.files.DataFolder;
import org.mnistspark.report.Console;
import org.mnistspark.spark.session.Identity;
import org.mnistspark.spark.source.Frames;

/** Says what a data folder holds. Needs no Spark session. */
public final class DescribeJob {
  private static final int FIRST_LABELS = 10;

  private final Console console;

  /** A job that reports to this console. */
  public DescribeJob(Console console) {
    this.console = console;
  }

  /**
   * Runs to the end.
   *
   * @throws org.mnistspark.data.DataException when data is missing or malformed
   */
  public void run(String uri) {
    Identity.ensure();
    Configuration hadoop = new Configuration();
    for (Split split : Split.values()) {
      Frames.Summary set = Frames.summarize(hadoop, uri, split, FIRST_LABELS);
      console.dataSet(split.option(), set.count(), set.shape(), set.type(), set.firstLabels());
    }
    ContentDigest digest = DataFolder.list(hadoop, uri).digest();
    digest
        .sha256()
        .forEach((name, sha256) -> console.line(sha256 + "  " + name + " (uncompressed)"));
    console.line("data set: " + digest.kind().id());
  }
}
