package org.mnistspark.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

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
  public synchronized String awaitLine(String text, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    for (int seen = 0; ; ) {
      for (; seen < lines.size(); seen++) {
        if (lines.get(seen).contains(text)) {
          return lines.get(seen);
        }
      }
      long left = deadline - System.nanoTime();
      if (ended || left <= 0) {
        throw new AssertionError(
            "expected a line with '" + text + "' within " + atMost + ", found\n" + this);
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  /**
   * Waits for its end and returns its exit code.
   *
   * @throws AssertionError with all output when the time is up before
   */
  public int await(Duration atMost) throws InterruptedException {
    if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still running after " + atMost + "\n" + this);
    }
    reader.join(atMost.toMillis());
    return process.exitValue();
  }

  /** All output so far. */
  public synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /** JVMs that it has started, and theirs. */
  List<ProcessHandle> descendants() {
    // The dead child of a shell that has become this process has no command any more.
    return process
        .descendants()
        .filter(one -> one.info().command().filter(name -> name.endsWith("/java")).isPresent())
        .toList();
  }

  /** kill -9 for all of these; returns when they are gone. */
  static void kill(List<ProcessHandle> processes) {
    processes.forEach(ProcessHandle::destroyForcibly);
    processes.forEach(one -> one.onExit().orTimeout(1, TimeUnit.MINUTES).join());
  }

  /** kill -9, for this process alone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  @Override
  public void close() {
    List<ProcessHandle> all = new ArrayList<>(descendants());
    all.add(process.toHandle());
    kill(all);
  }

  @Override
  public String toString() {
    return command + "\n" + String.join("\n", lines());
  }
}
