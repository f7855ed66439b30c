package org.mnistspark.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.testing.Child;

/** What the user reads when pods cannot be created or do not start. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class KubernetesFaultsIT {
  private static final List<String> IMAGE = List.of("--image", Cluster.IMAGE);
  private static final List<String> JOB = Cluster.train("/mnist-spark", "run");

  @TempDir static Path folder;
  private static Cluster cluster;

  @BeforeAll
  static void start() throws IOException {
    cluster = Cluster.start(folder);
  }

  @AfterAll
  static void stop() throws IOException {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static void assertFails(Child script, String message) throws InterruptedException {
    script.awaitLine(message, Cluster.PATIENCE);
    assertEquals(1, script.await(Cluster.PATIENCE), script::toString);
  }

  @Test
  void aUserWhoMayNotCreatePods() throws IOException, InterruptedException {
    try (Child script = cluster.submitAsGuest("guests", JOB)) {
      assertFails(script, "cannot create resource \"pods\" in API group \"\" in the namespace");
    }
  }

  @Test
  void aNamespaceWithoutTheAccountOfTheDriver() throws IOException, InterruptedException {
    try (Child script = cluster.submit("unprepared", IMAGE, JOB)) {
      assertFails(script, "serviceaccount \"mnist-spark\" not found");
    }
  }

  @Test
  void aDriverThatMayNotCreateExecutors() throws IOException, InterruptedException {
    cluster.prepare("unbound");
    cluster.client().rbac().roleBindings().inNamespace("unbound").delete();
    try (Child script = cluster.submit("unbound", IMAGE, JOB)) {
      script.awaitLine("exit code: 2", Cluster.PATIENCE);
      // Spark 3.5.
      assertEquals(0, script.await(Cluster.PATIENCE), script::toString);
    }
    String log = cluster.describe();
    assertTrue(log.contains("mnist-spark: expected the rights to start executors, found "), log);
  }

  @Test
  void anImageOfTheDriverThatCannotBePulled() throws IOException, InterruptedException {
    cluster.prepare("no-image");
    try (Child script = cluster.submit("no-image", List.of("--image", "no/such:image"), JOB)) {
      script.awaitLine("ImagePullBackOff", Cluster.PATIENCE);
      script.terminate();
      assertEquals(143, script.await(Cluster.PATIENCE), script::toString);
    }
  }

  @Test
  void anImageOfExecutorsThatCannotBePulled() throws IOException, InterruptedException {
    assertNoExecutors("no-executor-image", "no/such:image", "kubectl get events");
  }

  @Test
  void aQuotaWithoutRoomForExecutors() throws IOException, InterruptedException {
    cluster
        .client()
        .resource(
            new ResourceQuotaBuilder()
                .withNewMetadata()
                .withName("small")
                .endMetadata()
                .withNewSpec()
                .addToHard("pods", new Quantity("0"))
                .endSpec()
                .build())
        .inNamespace("quota")
        .create();
    assertNoExecutors("quota", Cluster.IMAGE, "exceeded quota: small");
  }

  /** In client mode; the job gives up after seconds instead of minutes. */
  private static void assertNoExecutors(String namespace, String image, String reason)
      throws IOException, InterruptedException {
    cluster.prepare(namespace);
    List<String> options = List.of("--deploy-mode", "client", "--image", image);
    try (Child script =
        cluster.submit(
            namespace,
            options,
            Cluster.train(cluster.volume(namespace).toString(), "run"),
            "spark.scheduler.maxRegisteredResourcesWaitingTime=1s",
            "spark.mnistspark.executorWait=3s")) {
      script.awaitLine(reason, Cluster.PATIENCE);
      assertFails(script, "that run tasks, found none for ");
    }
  }
}
