package org.mnistspark.spark.session;

import java.util.regex.Pattern;

/** The Spark that the job was built for. */
public final class SparkVersion {
  // Vendors append to it: 3.5.1-amzn-0.
  private static final Pattern SPARK = Pattern.compile("3\\.5\\..+");
  private static final Pattern SCALA = Pattern.compile("2\\.12\\..+");

  private SparkVersion() {}

  /**
   * Looks at the Spark that runs the job. To be called before any class is used that might fail to
   * link with another one.
   *
   * @throws InstallationException if it is another version, or for another Scala
   */
  public static void require() {
    require(
        org.apache.spark.package$.MODULE$.SPARK_VERSION(),
        scala.util.Properties.versionNumberString());
  }

  static void require(String spark, String scala) {
    if (!SPARK.matcher(spark).matches() || !SCALA.matcher(scala).matches()) {
      throw new InstallationException(
          "expected a Spark 3.5 for Scala 2.12, found Spark %s for Scala %s; run the spark-submit of a Spark 3.5 for Scala 2.12, or submit/local.sh without SPARK_HOME"
              .formatted(spark, scala));
    }
  }
}
