package org.mnistspark.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The packaged job in a process that spark-submit started, which runs one command after the other:
 * a start costs more than what most tests let it do.
 */
public final class JobProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Child child;
  private int ended;
  private int read;

  private JobProcess(Child child) {
    this.child = child;
  }

  /**
   * How a command ended.
   *
   * @param code its exit code
   * @param output all that it has printed
   */
  public record Ended(int code, String output) {}

  /**
   * Starts it.
   *
   * @param folder for its files
   * @param options of spark-submit
   */
  public static JobProcess start(Path folder, List<String> options)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of("--jars", SparkHome.jar(folder, CommandLoop.class).toString()));
    return new JobProcess(new SparkHome(folder).submit(CommandLoop.class.getName(), all));
  }

  /** Starts a command; its words have no blanks. */
  public void begin(String... command) throws IOException {
    child.type(String.join(" ", command));
  }

  /** Waits for the end of the command that was begun. */
  public Ended end() throws InterruptedException {
    String last = child.awaitLine(CommandLoop.ENDED, ++ended, PATIENCE);
    List<String> lines = child.lines();
    int end = read;
    while (!lines.get(end).contains(CommandLoop.ENDED)) {
      end++;
    }
    String output = String.join("\n", lines.subList(read, end));
    read = end + 1;
    return new Ended(Integer.parseInt(last.replaceFirst(".*" + CommandLoop.ENDED, "")), output);
  }

  /** Runs a command to its end. */
  public Ended run(String... command) throws IOException, InterruptedException {
    begin(command);
    return end();
  }

  @Override
  public void close() {
    child.close();
  }
}
