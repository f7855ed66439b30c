package org.mnistspark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.testing.Child;
import org.mnistspark.testing.SparkHome;
import org.mnistspark.testing.StandaloneCluster;
import org.mnistspark.testing.Trained;

/**
 * Processes of a real cluster die in mid-epoch: the run ends with the weights of a run in one
 * thread, or fails soon. The tests have an order because the cluster becomes smaller.
 */
@TestMethodOrder(OrderAnnotation.class)
final class ClusterFaultsIT {
  @TempDir static Path folder;
  private static Runs runs;
  private static Trained reference;
  private static StandaloneCluster cluster;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    runs = Runs.draw(folder, 4);
    cluster = StandaloneCluster.start(folder, 2);
    try (Child job =
        new SparkHome(folder)
            .submit(runs.options("reference", "--master", "local[1]"), runs.train("reference"))) {
      reference = runs.trained(job, "reference");
    }
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static Child train(String runId, String... settings) throws IOException {
    List<String> options = new ArrayList<>();
    for (String setting : settings) {
      options.addAll(List.of("--conf", setting));
    }
    return cluster.submit(runs.options(runId, options.toArray(String[]::new)), runs.train(runId));
  }

  @Test
  @Order(1)
  void executorsKilledInTwoEpochsChangeNothing() throws IOException, InterruptedException {
    try (Child job = train("killed")) {
      job.awaitLine("Epoch 1/", Runs.PATIENCE);
      cluster.killExecutors(0);
      job.awaitLine("Epoch 3/", Runs.PATIENCE);
      cluster.killExecutors(1);

      assertEquals(reference, runs.trained(job, "killed"));
    }
    assertEquals(2, runs.events("killed", "SparkListenerExecutorRemoved", "exited with code 137"));
    assertTrue(runs.events("killed", "SparkListenerTaskEnd", "ExecutorLostFailure") >= 1);
  }

  @Test
  @Order(2)
  void speculativeCopiesOfTasksChangeNothing() throws IOException, InterruptedException {
    // Spark takes a second executor to the task that trains an epoch as soon as it looks.
    try (Child job =
        train(
            "speculative",
            "spark.speculation=true",
            "spark.speculation.interval=10ms",
            "spark.speculation.minTaskRuntime=1ms",
            "spark.speculation.multiplier=0",
            "spark.speculation.quantile=0.1",
            "spark.locality.wait=0")) {
      assertEquals(reference, runs.trained(job, "speculative"));
    }
    assertTrue(
        runs.events("speculative", "SparkListenerTaskStart", "\"Speculative\":true") > 0,
        "no task was copied");
  }

  @Test
  @Order(3)
  void aWorkerLostForGoodChangesNothing() throws IOException, InterruptedException {
    try (Child job = train("lost")) {
      job.awaitLine("Epoch 1/", Runs.PATIENCE);
      cluster.killWorker(1);

      assertEquals(reference, runs.trained(job, "lost"));
    }
  }

  @Test
  @Order(4)
  void withoutAnExecutorLeftTheJobFailsSoon() throws IOException, InterruptedException {
    // Long enough for the executor to start.
    try (Child job = train("none", "spark.mnistspark.executorWait=15s")) {
      job.awaitLine("Epoch 1/", Runs.PATIENCE);
      cluster.killWorker(0);

      assertFails(job, "none");
    }
    assertFalse(Files.exists(runs.run("none").resolve("_SUCCESS")));
  }

  @Test
  @Order(5)
  void withoutAWorkerFromTheBeginningTheJobFailsSoon() throws IOException, InterruptedException {
    try (Child job = train("never", "spark.mnistspark.executorWait=2s")) {
      assertFails(job, "never");
    }
    assertFalse(Files.exists(runs.run("never")));
  }

  private static void assertFails(Child job, String runId) throws InterruptedException {
    assertEquals(1, job.await(Runs.PATIENCE), job::toString);
    List<String> errors =
        job.lines().stream().filter(line -> line.startsWith("mnist-spark: ")).toList();
    assertEquals(1, errors.size(), job::toString);
    assertTrue(
        errors
            .get(0)
            .startsWith(
                "mnist-spark: expected executors of "
                    + cluster.url()
                    + " that run tasks, found none for "),
        runId + ": " + errors);
  }
}
