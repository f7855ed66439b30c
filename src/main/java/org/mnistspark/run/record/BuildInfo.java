package org.mnistspark.run.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/**
 * Which build of this job runs; the build writes it into the jar. What it did not know, having been
 * made without git for example, is {@value #UNKNOWN}, or empty.
 *
 * @param version of this job
 * @param commit full git commit id
 * @param dirty whether the working tree differed from the commit
 */
public record BuildInfo(String version, String commit, Optional<Boolean> dirty) {
  static final String UNKNOWN = "unknown";
  private static final String RESOURCE = "/org/mnistspark/build.properties";

  /** This build's. */
  public static BuildInfo load() {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream(RESOURCE)) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + RESOURCE + " in this job's jar", e);
    }
    return of(properties);
  }

  static BuildInfo of(Properties properties) {
    return new BuildInfo(
        value(properties, "git.build.version").orElse(UNKNOWN),
        value(properties, "git.commit.id.full").orElse(UNKNOWN),
        value(properties, "git.dirty").map(Boolean::valueOf));
  }

  private static Optional<String> value(Properties properties, String key) {
    // The build leaves a placeholder where it found no git.
    return Optional.of(properties.getProperty(key, "").strip())
        .filter(value -> !value.isEmpty() && !value.startsWith("${"));
  }
}
