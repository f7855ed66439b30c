package org.mnistspark.spark.session;

import static scala.util.Properties.versionNumberString;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The Spark that the job was built for.
 *
 * @param spark its version without the last number: any of those will do
 * @param scala the version of Scala that it was built with, also without the last number
 */
public record SparkVersion(String spark, String scala) {
  private static final String VERSIONS = "/org/mnistspark/versions.properties";

  /** The one that the build wrote into the job. */
  public static SparkVersion ofJob() {
    Properties versions = new Properties();
    try (InputStream in = SparkVersion.class.getResourceAsStream(VERSIONS)) {
      versions.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + VERSIONS + " in this job's jar", e);
    }
    return new SparkVersion(versions.getProperty("spark"), versions.getProperty("scala"));
  }

  /**
   * Looks at the Spark that runs the job. To be called before any class is used that might fail to
   * link with another one.
   *
   * @throws InstallationException if it is another version, or for another Scala
   */
  public void require() {
    require(org.apache.spark.package$.MODULE$.SPARK_VERSION(), versionNumberString());
  }

  /** Vendors append to the versions that they find: 3.5.1-amzn-0. */
  void require(String foundSpark, String foundScala) {
    if (!foundSpark.startsWith(spark + ".") || !foundScala.startsWith(scala + ".")) {
      throw new InstallationException(
          "expected a Spark %s for Scala %s, found Spark %s for Scala %s; run the spark-submit of a Spark %1$s for Scala %2$s, or take the job's jar for the Spark that you have (docs/operations.md)"
              .formatted(spark, scala, foundSpark, foundScala));
    }
  }
}
