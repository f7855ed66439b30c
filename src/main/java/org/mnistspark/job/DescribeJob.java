package org.mnistspark.job;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.data.ContentDigest;
import org.mnistspark.data.Signature;
import org.mnistspark.data.Split;
import org.mnistspark.report.Console;
import org.mnistspark.spark.labelled.LabelledChoice;
import org.mnistspark.spark.labelled.LabelledData;
import org.mnistspark.spark.labelled.LabelledFiles;
import org.mnistspark.spark.labelled.LabelledSet;
import org.mnistspark.spark.session.Identity;
import org.mnistspark.spark.source.ArraySet;

/** Says what labelled data holds. Needs a Spark session for tables and pictures alone. */
public final class DescribeJob {
  private static final int FIRST_LABELS = 10;

  private final Console console;
  private final LabelledChoice choice;
  private final Configuration hadoop;
  private final LabelledFiles files;

  /**
   * A job that reports to this console.
   *
   * @throws org.mnistspark.data.DataException when there is no data
   */
  public DescribeJob(Console console, String uri, LabelledChoice choice) {
    Identity.ensure();
    this.console = console;
    this.choice = choice;
    // With what spark-submit was told of file systems, spark.hadoop.*.
    this.hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    this.files = LabelledFiles.of(hadoop, uri);
  }

  /** Whether {@link #run(SparkSession)} is the one to call. */
  public boolean needsSession() {
    return !files.isArrays();
  }

  /**
   * Looks at arrays.
   *
   * @throws org.mnistspark.data.DataException when data is missing or malformed
   */
  public void run() {
    List<Optional<Split>> splits =
        files.isSplit()
            ? Stream.of(Split.values()).map(Optional::of).toList()
            : List.of(Optional.empty());
    for (Optional<Split> split : splits) {
      ArraySet set = files.arrays(split);
      List<String> first =
          Arrays.stream(set.labels(hadoop, FIRST_LABELS)).mapToObj(Integer::toString).toList();
      console.dataSet(
          split.map(Split::option).orElse("all"), set.count(), set.shape(), set.type(), first);
    }
    digest();
  }

  /**
   * Looks at data of any kind.
   *
   * @return what its features and classes are called
   * @throws org.mnistspark.data.DataException when data is missing or malformed
   */
  public Signature run(SparkSession spark) {
    LabelledData data = LabelledData.open(spark, files, Optional.empty(), choice);
    show(files.isSplit() ? Split.TRAIN.option() : "all", data, data.train());
    data.test().ifPresent(test -> show(Split.TEST.option(), data, test));
    console.line("classes: " + String.join(", ", data.signature().classes()));
    if (!data.signature().features().isEmpty()) {
      console.line("features: " + String.join(", ", data.signature().features()));
    }
    console.warnings(data.warnings());
    digest();
    return data.signature();
  }

  private void show(String name, LabelledData data, LabelledSet set) {
    console.dataSet(name, set.count(), data.signature().shape(), set.type(), set.firstLabels());
  }

  private void digest() {
    ContentDigest digest = files.digest();
    digest
        .sha256()
        .forEach((name, sha256) -> console.line(sha256 + "  " + name + " (uncompressed)"));
    console.line("data set: " + digest.kind().id());
  }
}
