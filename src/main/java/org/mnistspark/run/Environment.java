package org.mnistspark.run;

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

  /** This JVM's. */
  public static Environment current(String spark, String dl4j) {
    return new Environment(
        BuildInfo.load(),
        spark,
        dl4j,
        Runtime.version().toString(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("os.arch"));
  }
}
