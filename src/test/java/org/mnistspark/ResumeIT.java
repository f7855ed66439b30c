package org.mnistspark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.testing.Child;
import org.mnistspark.testing.NewFiles;
import org.mnistspark.testing.SparkHome;
import org.mnistspark.testing.Trained;

/** Drivers that are killed or asked to end; the run that goes on is the run that was never hurt. */
final class ResumeIT {
  private static final int KILLS = 10;

  /** Each start finishes one epoch at most before it is killed. */
  private static final String EPOCHS = String.valueOf(KILLS + 2);

  /** Points of progress, in the words of the console. */
  private static final String READ = "test   500 images";

  private static final String TRAINING = "Total params";
  private static final String EPOCH = "Epoch ";

  @TempDir static Path folder;
  private static Runs runs;
  private static Trained reference;

  @BeforeAll
  static void trainUndisturbed() throws IOException, InterruptedException {
    runs = Runs.draw(folder);
    try (Child job = start("whole")) {
      reference = runs.trained(job, "whole");
    }
  }

  private static Child start(String runId, String... more) throws IOException {
    String[] all =
        Stream.concat(Stream.of("--epochs", EPOCHS), Stream.of(more)).toArray(String[]::new);
    return new SparkHome(folder)
        .submit(runs.options(runId, "--master", "local[2]"), runs.train(runId, all));
  }

  @Test
  void aDriverKilledTenTimesInARow() throws IOException, InterruptedException {
    Random random = new Random(6);
    for (int i = 0; i < KILLS; i++) {
      killSomewhere(random.nextInt(4));
    }
    try (Child job = start("killed", "--resume")) {
      assertEquals(reference, runs.trained(job, "killed"));
      job.awaitLine("Resumed after epoch ", Runs.PATIENCE);
    }
    assertEquals(visible("whole"), visible("killed"));
    assertEquals(visible("whole/checkpoints"), visible("killed/checkpoints"));
  }

  /** Runs the job to a point of progress and kills it there. */
  private static void killSomewhere(int point) throws IOException, InterruptedException {
    Path checkpoints = runs.run("killed/checkpoints");
    if (point == 3 && Files.exists(checkpoints)) {
      try (NewFiles files = new NewFiles(checkpoints);
          Child job = start("killed", "--resume")) {
        files.await(".tmp-", Runs.PATIENCE);
        job.kill();
      }
      return;
    }
    String text = point == 0 ? READ : point == 1 ? TRAINING : EPOCH;
    try (Child job = start("killed", "--resume")) {
      job.awaitLine(text, Runs.PATIENCE);
      job.kill();
      assertFalse(Files.exists(runs.run("killed/_SUCCESS")), job::toString);
    }
  }

  /** Names that readers see. What a killed process was writing has a hidden name. */
  private static Set<String> visible(String runId) throws IOException {
    try (Stream<Path> files = Files.list(runs.run(runId))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void aDriverThatIsAskedToEndLeavesACheckpoint() throws IOException, InterruptedException {
    try (Child job = start("terminated")) {
      job.awaitLine("Epoch 2/", Runs.PATIENCE);
      job.terminate();

      assertNotEquals(0, job.await(Runs.PATIENCE), job::toString);
      job.awaitLine("Stopped after ", Runs.PATIENCE);
    }
    assertFalse(Files.exists(runs.run("terminated/_SUCCESS")));
    assertFalse(visible("terminated/checkpoints").isEmpty());

    try (Child job = start("terminated", "--resume")) {
      assertEquals(reference, runs.trained(job, "terminated"));
      job.awaitLine("Resumed after epoch ", Runs.PATIENCE);
    }
  }

  @Test
  void ofTwoJobsWithOneRunIdOneWins() throws IOException, InterruptedException {
    try (Child one = start("both");
        Child other = start("both")) {
      int first = one.await(Runs.PATIENCE);
      int second = other.await(Runs.PATIENCE);

      String both = one + "\n" + other;
      assertEquals(4, first + second, both);
      assertTrue(first == 0 || second == 0, both);
      String loser = first == 0 ? other.toString() : one.toString();
      assertTrue(loser.contains("mnist-spark: expected "), loser);
    }
    assertEquals(reference, Trained.of(runs.run("both").toUri()));
  }
}
