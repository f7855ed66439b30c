package org.mnistspark.run.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The software and the machine that a run had.
 *
 * @param build this job
 * @param spark version of Spark
 * @param dl4j version of DL4J
 * @param java version of Java
 * @param os operating system and its version
 * @param arch processor architecture
 */
public record Environment(
    BuildInfo build, String spark, String dl4j, String java, String os, String arch) {
  private static final String VERSIONS = "/org/mnistspark/versions.properties";

  /** This JVM's. */
  public static Environment current(String spark) {
    return new Environment(
        BuildInfo.load(),
        spark,
        dl4jVersion(),
        Runtime.version().toString(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("os.arch"));
  }

  private static String dl4jVersion() {
    Properties versions = new Properties();
    try (InputStream in = Environment.class.getResourceAsStream(VERSIONS)) {
      versions.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + VERSIONS + " in this job's jar", e);
    }
    return versions.getProperty("dl4j");
  }
}
