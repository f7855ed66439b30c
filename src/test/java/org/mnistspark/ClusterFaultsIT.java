package org.mnistspark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.testing.Child;
import org.mnistspark.testing.StandaloneCluster;
import org.mnistspark.testing.Trained;

/** Processes of a real cluster die in mid-epoch. */
final class ClusterFaultsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  @TempDir static Path folder;

  private static Child train(StandaloneCluster cluster, String runId) throws IOException {
    return cluster.submit(
        List.of(
            "--conf",
            "spark.task.cpus=1",
            "--conf",
            "spark.eventLog.enabled=true",
            "--conf",
            "spark.eventLog.dir=file:/tmp/ev-cluster"),
        "train",
        "--data",
        folder.resolve("digits").toString(),
        "--output",
        folder.resolve("runs").toString(),
        "--run-id",
        runId,
        "--workers",
        "3",
        "--epochs",
        "4",
        "--hidden",
        "64",
        "--batch-size",
        "32",
        "--averaging-frequency",
        "2");
  }

  @Test
  void anExecutorKilledTwiceChangesNothing() throws IOException, InterruptedException {
    SyntheticDigits.write(folder.resolve("digits"), 4_000, 500, 7);
    try (StandaloneCluster cluster = StandaloneCluster.start(folder, 2)) {
      try (Child job = train(cluster, "undisturbed")) {
        assertEquals(0, job.await(PATIENCE), job::toString);
        System.out.println(job);
      }
      try (Child job = train(cluster, "killed")) {
        job.awaitLine("Epoch 1/", PATIENCE);
        cluster.killExecutors(0);
        job.awaitLine("Epoch 3/", PATIENCE);
        cluster.killExecutors(1);
        assertEquals(0, job.await(PATIENCE), job::toString);
        System.out.println(job);
      }
    }
    assertEquals(
        Trained.of(folder.resolve("runs/undisturbed").toUri()),
        Trained.of(folder.resolve("runs/killed").toUri()));
    assertTrue(Files.exists(folder.resolve("runs/killed/_SUCCESS")));
  }
}
