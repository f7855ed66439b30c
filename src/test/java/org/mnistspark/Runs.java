package org.mnistspark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.testing.Child;
import org.mnistspark.testing.Trained;

/** Training runs of seconds in one folder, alike but for what Spark does with them. */
record Runs(Path folder, int epochs) {
  /** That a loaded machine takes minutes for what takes seconds is no failure. */
  static final Duration PATIENCE = Duration.ofMinutes(4);

  /** Draws the digits: a round of training for every 192. */
  static Runs draw(Path folder, int digits, int epochs) throws IOException {
    SyntheticDigits.write(folder.resolve("digits"), digits, 500, 7);
    return new Runs(folder, epochs);
  }

  /** The job's arguments: three workers with two minibatches of 32 in a round. */
  String[] train(String runId, String... more) {
    List<String> all = new ArrayList<>(List.of("train", "--run-id", runId));
    all.addAll(List.of("--data", folder.resolve("digits").toString()));
    all.addAll(List.of("--output", folder.resolve("runs").toString()));
    all.addAll(List.of("--epochs", String.valueOf(epochs), "--hidden", "64"));
    all.addAll(List.of("--workers", "3", "--batch-size", "32", "--averaging-frequency", "2"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** Options of spark-submit, with which Spark writes down what it does; see {@link #events}. */
  List<String> options(String runId, String... more) throws IOException {
    Path events = Files.createDirectories(folder.resolve("events").resolve(runId));
    List<String> all = new ArrayList<>(List.of("--conf", "spark.eventLog.enabled=true"));
    all.addAll(List.of("--conf", "spark.eventLog.dir=" + events.toUri()));
    // One file that is text, which is no longer the default in Spark 4.
    all.addAll(List.of("--conf", "spark.eventLog.rolling.enabled=false"));
    all.addAll(List.of("--conf", "spark.eventLog.compress=false"));
    all.addAll(List.of("--conf", "spark.task.cpus=1"));
    all.addAll(List.of(more));
    return all;
  }

  /** How many of Spark's events have all of these texts; to be asked when the job has ended. */
  long events(String runId, String... texts) throws IOException {
    try (Stream<Path> logs = Files.list(folder.resolve("events").resolve(runId))) {
      return Files.readAllLines(logs.findFirst().orElseThrow()).stream()
          .filter(event -> Stream.of(texts).allMatch(event::contains))
          .count();
    }
  }

  Path run(String runId) {
    return folder.resolve("runs").resolve(runId);
  }

  /** Waits for the job to end, which must be well, and returns what the run has. */
  Trained trained(Child job, String runId) throws IOException, InterruptedException {
    assertEquals(0, job.await(PATIENCE), job::toString);
    return Trained.of(run(runId).toUri());
  }
}
