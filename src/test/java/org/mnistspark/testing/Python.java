package org.mnistspark.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The Python that MNIST_SPARK_TEST_PYTHON names, else python3. */
public final class Python {
  private static final String COMMAND =
      Optional.ofNullable(System.getenv("MNIST_SPARK_TEST_PYTHON")).orElse("python3");

  /** What a Python process leaves: its exit code, and what it printed. */
  public record Finished(int code, String output) {}

  private Python() {}

  /** Skips the test, with one line, where the Python lacks a module. */
  public static void require(Path folder, String... modules)
      throws IOException, InterruptedException {
    String names = String.join(", ", modules);
    String found;
    try {
      Finished imports = run(folder, Map.of(), "-c", "import " + names);
      if (imports.code() == 0) {
        return;
      }
      found = imports.output();
    } catch (IOException e) {
      found = e.getMessage();
    }
    String last = found.strip().lines().reduce("", (all, line) -> line);
    Assumptions.abort(
        "expected the modules %s in %s, found %s; .ci/run says how to install them, MNIST_SPARK_TEST_PYTHON names another Python"
            .formatted(names, COMMAND, last));
  }

  /**
   * Runs Python to its end.
   *
   * @param folder for what it prints
   * @param settings of its environment, beside this process's
   */
  public static Finished run(Path folder, Map<String, String> settings, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(COMMAND).redirectErrorStream(true);
    builder.command().addAll(Arrays.asList(arguments));
    // To a file: a JVM that outlives Python would hold a pipe open.
    Path log = Files.createTempFile(folder, "python", ".log");
    builder.redirectOutput(log.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    environment.put("PYSPARK_PYTHON", COMMAND);
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    // PySpark's own Spark, not the one that other tests use.
    environment.remove("SPARK_HOME");
    environment.putAll(settings);
    Process process = builder.start();
    try {
      return new Finished(process.waitFor(), Files.readString(log, StandardCharsets.UTF_8));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
