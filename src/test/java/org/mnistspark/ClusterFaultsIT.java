package org.mnistspark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
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
  /** Spark takes a second executor to the task that trains an epoch as soon as it looks. */
  private static final String[] SPECULATION = {
    "spark.speculation=true",
    "spark.speculation.interval=10ms",
    "spark.speculation.minTaskRuntime=1ms",
    "spark.speculation.multiplier=0",
    "spark.speculation.quantile=0.1",
    "spark.locality.wait=0"
  };

  @TempDir static Path folder;
  private static Runs runs;
  private static Trained reference;
  private static StandaloneCluster cluster;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    runs = Runs.draw(folder, 4_000, 4);
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

  /** With a line for every round, so that there is one in the midst of every epoch. */
  private static Child train(String runId, String... settings) throws IOException {
    return cluster.submit(
        runs.options(runId, settings(settings).toArray(String[]::new)),
        runs.train(runId, "--verbose"));
  }

  private static List<String> settings(String... settings) {
    return Stream.of(settings).flatMap(setting -> Stream.of("--conf", setting)).toList();
  }

  @Test
  @Order(1)
  void executorsKilledInTwoEpochsChangeNothing() throws IOException, InterruptedException {
    try (Child job = train("killed")) {
      job.awaitLine("Epoch 2/", Runs.PATIENCE);
      cluster.killExecutors(0);
      job.awaitLine("Epoch 4/", Runs.PATIENCE);
      cluster.killExecutors(1);

      assertEquals(reference, runs.trained(job, "killed"));
    }
    assertEquals(2, runs.events("killed", "SparkListenerExecutorRemoved", "exited with code 137"));
    assertTrue(runs.events("killed", "SparkListenerTaskEnd", "ExecutorLostFailure") >= 1);
  }

  /** Tasks that train together are never copied; those that read and evaluate may be. */
  @Test
  @Order(2)
  void speculationChangesNothing() throws IOException, InterruptedException {
    try (Child job = train("speculative", SPECULATION)) {
      assertEquals(reference, runs.trained(job, "speculative"));
    }
    Map<String, String> kernels = kernels("speculative");
    assertFalse(kernels.isEmpty(), "no executor reported");
    assertEquals(Set.of("none, plain Java"), Set.copyOf(kernels.values()), "" + kernels);
  }

  /**
   * The executors choose other kernels than any processor's, so that loading OpenBLAS too late
   * would show everywhere. Two hidden layers need them.
   */
  @Test
  @Order(3)
  void executorsChooseTheirKernelsWhoeverComesFirst() throws IOException, InterruptedException {
    Runs once = new Runs(folder, 1);
    List<String> options = new ArrayList<>(settings(SPECULATION));
    options.addAll(
        settings(
            "spark.executorEnv.JAVA_TOOL_OPTIONS=-Dspark.executorEnv.OPENBLAS_CORETYPE=Prescott"));
    try (Child job =
        cluster.submit(
            once.options("kernels", options.toArray(String[]::new)),
            once.train("kernels", "--hidden", "32,32"))) {
      assertEquals(0, job.await(Runs.PATIENCE), job::toString);
    }
    Map<String, String> kernels = kernels("kernels");
    assertFalse(kernels.isEmpty(), "no executor reported");
    assertEquals(Set.of("Prescott"), Set.copyOf(kernels.values()), "" + kernels);
  }

  private static Map<String, String> kernels(String runId) throws IOException {
    Map<String, String> kernels = new TreeMap<>();
    runJson(runId)
        .get("kernels")
        .properties()
        .forEach(entry -> kernels.put(entry.getKey(), entry.getValue().asText()));
    return kernels;
  }

  private static JsonNode runJson(String runId) throws IOException {
    return new ObjectMapper().readTree(runs.run(runId).resolve("run.json").toFile());
  }

  @Test
  @Order(4)
  void aWorkerLostForGoodChangesNothing() throws IOException, InterruptedException {
    try (Child job = train("lost")) {
      job.awaitLine("Epoch 2/", Runs.PATIENCE);
      cluster.killWorker(1);

      assertEquals(reference, runs.trained(job, "lost"));
    }
  }

  @Test
  @Order(5)
  void withoutAnExecutorLeftTheJobFailsSoon() throws IOException, InterruptedException {
    // Long enough for the executor to start.
    try (Child job = train("none", "spark.mnistspark.executorWait=15s")) {
      job.awaitLine("Epoch 2/", Runs.PATIENCE);
      cluster.killWorker(0);

      assertFails(job, "none");
    }
    assertFalse(Files.exists(runs.run("none").resolve("_SUCCESS")));
  }

  @Test
  @Order(6)
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
