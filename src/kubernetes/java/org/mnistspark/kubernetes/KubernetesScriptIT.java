package org.mnistspark.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.testing.Child;
import org.mnistspark.testing.Trained;

/** Training in pods, undisturbed and disturbed: the same bits. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class KubernetesScriptIT {
  private static final String NAMESPACE = "training";
  private static final String MOUNT = "/mnist-spark";
  private static final List<String> IMAGE = List.of("--image", Cluster.IMAGE);

  @TempDir static Path folder;
  private static Cluster cluster;
  private static Trained reference;

  @BeforeAll
  static void trainInClientMode() throws IOException, InterruptedException {
    cluster = Cluster.start(folder);
    cluster.prepare(NAMESPACE);
    try (Child script = submitInClientMode("undisturbed")) {
      assertEquals(0, script.await(Cluster.PATIENCE), () -> script + cluster.describe());
      script.awaitLine("2 workers", Cluster.PATIENCE);
    }
    reference = trained("undisturbed");
  }

  /** The driver sees the volume where it is. */
  private static Child submitInClientMode(String runId) throws IOException {
    List<String> options = List.of("--image", Cluster.IMAGE, "--deploy-mode", "client");
    String root = cluster.volume(NAMESPACE).toString();
    // This API server's event of a deleted pod does not say when it was deleted, and without that
    // Spark takes the pod for a running one until it asks for all pods again.
    return cluster.submit(
        NAMESPACE,
        options,
        Cluster.train(root, runId),
        "spark.kubernetes.executor.apiPollingInterval=2s");
  }

  @AfterAll
  static void stop() throws IOException {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static Trained trained(String runId) throws IOException {
    Path run = cluster.run(NAMESPACE, runId);
    assertTrue(Files.exists(run.resolve("_SUCCESS")), cluster::describe);
    return Trained.of(run.toUri());
  }

  /** Those that have trained. */
  private static Set<String> executors(String runId) throws IOException {
    Path json = cluster.run(NAMESPACE, runId).resolve("run.json");
    return new ObjectMapper()
        .readTree(json.toFile()).get("kernels").properties().stream()
            .map(kernels -> kernels.getKey().replaceFirst(" on .*", ""))
            .collect(Collectors.toSet());
  }

  @Test
  void anExecutorsPodDeletedInMidEpochChangesNothing() throws IOException, InterruptedException {
    try (Child script = submitInClientMode("lost")) {
      script.awaitLine("Epoch 1/", Cluster.PATIENCE);
      Pod executor = cluster.running(NAMESPACE, "spark-exec-id", "1");
      cluster.client().resource(executor).delete();

      assertEquals(0, script.await(Cluster.PATIENCE), () -> script + cluster.describe());
    }
    // The third replaces the first in the training.
    assertEquals(Set.of("executor 1", "executor 2", "executor 3"), executors("lost"));
    assertEquals(reference, trained("lost"));
  }

  /** In cluster mode, to the same bits as in client mode. */
  @Test
  void aDriversPodDeletedAndStartedAgainResumes() throws IOException, InterruptedException {
    List<String> job = Cluster.train(MOUNT, "resumed", "--resume");
    try (Child script = cluster.submit(NAMESPACE, IMAGE, job)) {
      Pod pod = cluster.running(NAMESPACE, "spark-role", "driver");
      Child driver = cluster.process(pod);
      driver.awaitLine("Epoch 1/", Cluster.PATIENCE);
      cluster.client().resource(pod).delete();
      assertEquals(143, driver.await(Cluster.PATIENCE), driver::toString);
      script.await(Cluster.PATIENCE);
    }
    assertFalse(Files.exists(cluster.run(NAMESPACE, "resumed").resolve("_SUCCESS")));

    try (Child script = cluster.submit(NAMESPACE, IMAGE, job)) {
      assertEquals(0, script.await(Cluster.PATIENCE), () -> script + cluster.describe());
    }
    assertTrue(cluster.describe().contains("Resumed after "), cluster::describe);
    assertEquals(reference, trained("resumed"));
  }
}
