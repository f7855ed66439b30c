package org.mnistspark;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A script of submit/ as a process of its own, with what it writes. */
public final class ScriptProcess implements AutoCloseable {
  private static final int MINUTES = 3;
  // The machine's own settings would decide about a test.
  private static final List<String> UNSET =
      List.of(
          "SPARK_HOME",
          "SPARK_CONF_DIR",
          "SPARK_LOCAL_IP",
          "SPARK_LOCAL_DIRS",
          "SPARK_SUBMIT_OPTS",
          "CDPATH",
          "HADOOP_CONF_DIR",
          "YARN_CONF_DIR",
          "MNIST_SPARK_JAR",
          "MNIST_SPARK_SECRET");

  private final Process process;
  private final BufferedReader stdout;
  private final StringBuilder read = new StringBuilder();
  private final Path stderr;

  private ScriptProcess(Process process, Path stderr) {
    this.process = process;
    this.stdout =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.stderr = stderr;
  }

  /** How a process ended: exit code, stdout, stderr. */
  public record Ended(int code, String out, String err) {
    /** For the message of an assertion. */
    public String all() {
      return "exit code " + code + "\n" + out + err;
    }
  }

  /**
   * Starts a script.
   *
   * @param folder for its stderr
   * @param environment in addition to the test's own, which is cleared of Spark's settings
   * @param command the script and its arguments
   */
  public static ScriptProcess start(
      Path folder, Map<String, String> environment, List<String> command) throws IOException {
    Path stderr = Files.createTempFile(folder, "stderr", "");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(stderr.toFile());
    UNSET.forEach(builder.environment()::remove);
    builder.environment().putAll(environment);
    return new ScriptProcess(builder.start(), stderr);
  }

  /** Runs a script to its end. */
  public static Ended run(Path folder, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    try (ScriptProcess script = start(folder, environment, List.of(command))) {
      return script.end();
    }
  }

  /** Reads stdout up to and including a line that contains the text. */
  public void awaitLine(String text) throws IOException {
    String line = stdout.readLine();
    while (line != null) {
      read.append(line).append('\n');
      if (line.contains(text)) {
        return;
      }
      line = stdout.readLine();
    }
    fail("expected a line with '" + text + "', found\n" + read + Files.readString(stderr));
  }

  /** Asks the script to end, with SIGTERM. */
  public void terminate() {
    // Process.destroy would close the streams as well.
    process.toHandle().destroy();
  }

  /** Reads the rest of stdout and waits for the end of the script. */
  public Ended end() throws IOException, InterruptedException {
    for (String line = stdout.readLine(); line != null; line = stdout.readLine()) {
      read.append(line).append('\n');
    }
    assertTrue(process.waitFor(MINUTES, TimeUnit.MINUTES), "still running after its stdout ended");
    return new Ended(process.exitValue(), read.toString(), Files.readString(stderr));
  }

  @Override
  public void close() {
    List<ProcessHandle> left = new ArrayList<>(process.descendants().toList());
    left.add(process.toHandle());
    left.forEach(ProcessHandle::destroyForcibly);
  }
}
