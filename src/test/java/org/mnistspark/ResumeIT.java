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

  /** More than the killed starts finish together. */
  private static final int EPOCHS = 2 * KILLS;

  @TempDir static Path folder;
  private static Runs runs;
  private static Trained reference;

  @BeforeAll
  static void trainUndisturbed() throws IOException, InterruptedException {
    // Ten rounds in an epoch, enough to be killed in its midst.
    runs = Runs.draw(folder, 1_900, EPOCHS);
    try (Child job = start("whole")) {
      reference = runs.trained(job, "whole");
    }
  }

  private static Child start(String runId, String... more)
      throws IOException, InterruptedException {
    return new SparkHome(folder)
        .submit(runs.options(runId, "--master", "local[2]"), runs.train(runId, more));
  }

  @Test
  void aDriverKilledTenTimesInARow() throws IOException, InterruptedException {
    Random random = new Random(8);
    killInAnEpoch();
    for (int i = 1; i < KILLS; i++) {
      switch (random.nextInt(4)) {
        case 0 -> killAt("test   500 images", 1);
        case 1 -> killAt("Total params", 1);
        case 2 -> killInAnEpoch();
        default -> killInACheckpoint();
      }
    }
    try (Child job = start("killed", "--resume")) {
      assertEquals(reference, runs.trained(job, "killed"));
      job.awaitLine("Resumed after epoch ", Runs.PATIENCE);
    }
    assertEquals(visible("whole"), visible("killed"));
    assertEquals(visible("whole/checkpoints"), visible("killed/checkpoints"));
  }

  /** After one checkpoint at least, and before the next one. */
  private static void killInAnEpoch() throws IOException, InterruptedException {
    killAt("Epoch ", 2);
  }

  private static void killAt(String text, int nth) throws IOException, InterruptedException {
    try (Child job = start("killed", "--resume")) {
      job.awaitLine(text, nth, Runs.PATIENCE);
      kill(job);
    }
  }

  private static void killInACheckpoint() throws IOException, InterruptedException {
    try (NewFiles files = new NewFiles(runs.run("killed/checkpoints"));
        Child job = start("killed", "--resume")) {
      files.await(".tmp-", Runs.PATIENCE);
      kill(job);
    }
  }

  private static void kill(Child job) throws InterruptedException {
    job.kill();
    assertFalse(Files.exists(runs.run("killed/_SUCCESS")), job::toString);
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
