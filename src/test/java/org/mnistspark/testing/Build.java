package org.mnistspark.testing;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the build has made: each Spark has a folder of its own. */
public final class Build {
  /** target, or the folder of the Maven profile. */
  public static final Path FOLDER = Path.of(System.getProperty("build.folder", "target"));

  private Build() {}

  /** A Spark home. */
  public static Path spark() {
    return FOLDER.resolve("spark").toAbsolutePath();
  }

  /** The job's jar. */
  public static Path jobJar() throws IOException {
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(FOLDER, "mnist-spark-*-job.jar")) {
      for (Path jar : jars) {
        return jar.toAbsolutePath();
      }
    }
    throw new IllegalStateException(
        "expected %s/mnist-spark-*-job.jar, found none; run ./mvnw package".formatted(FOLDER));
  }
}
