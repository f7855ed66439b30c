package org.mnistspark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.ScriptProcess.Ended;
import org.mnistspark.testing.Build;

/** The job of one build on the Spark of the other one. */
final class OtherSparkIT {
  private static final Path SPARK_3 = Path.of("target/spark");

  @TempDir Path folder;

  @BeforeAll
  static void needsBoth() throws IOException {
    assumeTrue(
        Files.exists(SPARK_3) && Files.exists(jobOf3()),
        "needs the build for Spark 3.5 in target; run ./mvnw package -DskipTests");
  }

  private static Path jobOf3() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(file -> file.toString().endsWith("-job.jar"))
          .findFirst()
          .orElse(Path.of("target/mnist-spark-job.jar"));
    }
  }

  private void assertRefuses(Path home, Path jar, String message)
      throws IOException, InterruptedException {
    for (String command : new String[] {"train", "predict", "--version"}) {
      Ended ended =
          ScriptProcess.run(
              folder,
              Map.of("SPARK_HOME", home.toString(), "SPARK_LOCAL_IP", "127.0.0.1"),
              home.resolve("bin/spark-submit").toString(),
              "--master",
              "local[1]",
              "--class",
              "org.mnistspark.cli.Main",
              jar.toString(),
              command);

      assertEquals(2, ended.code(), ended.all());
      assertEquals("", ended.out());
      assertTrue(
          ended.err().lines().anyMatch(line -> line.startsWith("mnist-spark: " + message)),
          ended.all());
      assertTrue(!ended.err().contains("Error"), ended.all());
    }
  }

  @Test
  void theJobForSpark4OnSpark3() throws IOException, InterruptedException {
    assertRefuses(
        SPARK_3.toAbsolutePath(),
        Build.jobJar(),
        "expected a Spark 4.2 for Scala 2.13, found Spark 3.5.");
  }

  @Test
  void theJobForSpark3OnSpark4() throws IOException, InterruptedException {
    assertRefuses(
        Build.spark(),
        jobOf3().toAbsolutePath(),
        "expected a Spark 3.5 for Scala 2.12, found Spark 4.2.");
  }
}
