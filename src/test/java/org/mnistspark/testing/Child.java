package org.mnistspark.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A process of the test, with its output as it comes, stdout and stderr in one. Closing it kills it
 * and all that it has started, whatever has happened.
 */
public final class Child implements AutoCloseable {
  private final Process process;
  private final String command;
  private final List<String> lines = new ArrayList<>();
  private final Thread reader;
  private boolean ended;

  private Child(Process process, String command) {
    this.process = process;
    this.command = command;
    this.reader = new Thread(this::read, "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts it. */
  public static Child start(ProcessBuilder builder) throws IOException {
    return new Child(
        builder.redirectErrorStream(true).start(), String.join(" ", builder.command()));
  }

  private void read() {
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      add("the output ended: " + e);
    } finally {
      end();
    }
  }

  private synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /**
   * Waits for a line that contains {@code text}, which may have come before, and returns it.
   *
   * @throws AssertionError with all output when the process ends or the time is up before
   */
  public String awaitLine(String text, Duration atMost) throws InterruptedException {
    return awaitLine(text, 1, atMost);
  }

  /** Waits for the n-th line that contains {@code text}, as {@link #awaitLine} does. */
  public synchronized String awaitLine(String text, int n, Duration atMost)
      throws InterruptedException {
    int left = n;
    long deadline = System.nanoTime() + atMost.toNanos();
    for (int seen = 0; ; ) {
      for (; seen < lines.size(); seen++) {
        if (lines.get(seen).contains(text) && --left == 0) {
          return lines.get(seen);
        }
      }
      long nanos = deadline - System.nanoTime();
      if (ended || nanos <= 0) {
        throw new AssertionError(
            String.format(
                Locale.ROOT,
                "expected %d lines with '%s' within %s, found%n%s",
                n,
                text,
                atMost,
                this));
      }
      TimeUnit.NANOSECONDS.timedWait(this, nanos);
    }
  }

  /** Writes a line to its stdin. */
  void type(String line) throws IOException {
    Writer stdin = process.outputWriter();
    stdin.write(line + "\n");
    stdin.flush();
  }

  /**
   * Waits for its end and returns its exit code.
   *
   * @throws AssertionError with all output when the time is up before
   */
  public int await(Duration atMost) throws InterruptedException {
    if (!ends(atMost)) {
      throw new AssertionError("still running after " + atMost + "\n" + this);
    }
    reader.join(atMost.toMillis());
    return process.exitValue();
  }

  /** Waits for its end; false when the time is up before. */
  public boolean ends(Duration atMost) throws InterruptedException {
    return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** All output so far. */
  public synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /** JVMs that it has started, and theirs. */
  List<ProcessHandle> descendants() {
    return descendants(command -> command.endsWith("/java"));
  }

  private List<ProcessHandle> descendants(Predicate<String> wanted) {
    // The dead child of a shell that has become this process has no command any more.
    return process
        .descendants()
        .filter(one -> one.info().command().filter(wanted).isPresent())
        .toList();
  }

  /** kill -9 for all of these; returns when they are gone. */
  static void kill(List<ProcessHandle> processes) {
    processes.forEach(ProcessHandle::destroyForcibly);
    processes.forEach(one -> one.onExit().orTimeout(1, TimeUnit.MINUTES).join());
  }

  /** kill -9, for this process alone. */
  public void kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    process.waitFor();
  }

  /** SIGTERM. What the process prints then is still read, which Process.destroy would prevent. */
  public void terminate() {
    process.toHandle().destroy();
  }

  @Override
  public void close() {
    List<ProcessHandle> all = new ArrayList<>(descendants(command -> true));
    all.add(process.toHandle());
    kill(all);
  }

  @Override
  public String toString() {
    return command + "\n" + String.join("\n", lines());
  }
}
