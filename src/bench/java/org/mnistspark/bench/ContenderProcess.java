package org.mnistspark.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A contender in a process of its own: its native libraries and settings are nobody else's, and it
 * sleeps unless asked for a lap. It ends with this process, however that ends: its input closes.
 */
final class ContenderProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  private final Entry entry;
  private final Path log;
  private final Process process;
  private final Thread atExit;
  private final PrintStream questions;
  private final BufferedReader answers;
  private final String note;

  /** Starts it and waits until it is ready. */
  ContenderProcess(Entry entry, Setup setup, SparkDefaults defaults, Path folder)
      throws IOException {
    this.entry = entry;
    this.log = folder.resolve(entry.id() + ".log");
    Path scratch = Files.createDirectories(setup.scratch().resolve(entry.id()));
    ProcessBuilder builder =
        new ProcessBuilder(
            command(entry, new Setup(setup.data(), setup.rounds(), scratch), defaults));
    // Spark listens on this machine's own address only.
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    process = builder.redirectError(log.toFile()).start();
    atExit = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(atExit);
    questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
    boolean ready = false;
    try {
      note = answer(ContenderMain.READY).strip();
      ready = true;
    } finally {
      if (!ready) {
        close();
      }
    }
  }

  private static List<String> command(Entry entry, Setup setup, SparkDefaults defaults) {
    SparkDefaults spark = defaults.with(entry.spark());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + spark.heap());
    command.addAll(List.of(spark.javaOptions()));
    command.addAll(List.of(System.getProperty("bench.opens").strip().split("\\s+")));
    command.add("-Dlog4j2.configurationFile=" + Path.of("conf", "log4j2.properties").toUri());
    command.add("-Djava.io.tmpdir=" + setup.scratch());
    if (!entry.spark().isEmpty()) {
      spark.settings().forEach((key, value) -> command.add("-D" + key + "=" + value));
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ContenderMain.class.getName());
    command.addAll(setup.encode());
    command.addAll(entry.arguments());
    return command;
  }

  /** One more epoch. */
  Lap lap() throws IOException {
    questions.println();
    return Lap.decode(answer(ContenderMain.LAP));
  }

  private String answer(String kind) throws IOException {
    String expected = ContenderMain.MARK + kind;
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith(expected)) {
        return line.substring(expected.length());
      }
    }
    throw new IOException(
        entry.name()
            + ": expected it to answer \""
            + kind.strip()
            + "\", found its process ended; see "
            + log
            + ", or leave it out with --only");
  }

  String note() {
    return note;
  }

  /** Ends the process, kindly at first. Does nothing the second time. */
  @Override
  public void close() {
    questions.close();
    boolean ended = false;
    try {
      ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (!ended) {
        process.destroyForcibly();
      }
    }
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
