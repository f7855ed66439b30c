package org.mnistspark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.testing.Build;
import org.mnistspark.testing.Child;
import org.mnistspark.testing.FailingOnce;
import org.mnistspark.testing.SparkHome;
import org.mnistspark.testing.Trained;

/** A run has the same bytes on one thread, on two, on two executors, and with a failing task. */
final class MastersIT {
  @TempDir static Path folder;
  private static Runs runs;
  private static Trained reference;

  @BeforeAll
  static void trainInOneThread() throws IOException, InterruptedException {
    runs = Runs.draw(folder, 4_000, 4);
    reference = train("one", "--master", "local[1]");
  }

  @AfterAll
  static void removeWhatLocalClusterLeaves() throws IOException {
    FileUtils.deleteDirectory(Build.spark().resolve("work").toFile());
  }

  private static Trained train(String runId, String... options)
      throws IOException, InterruptedException {
    try (Child job =
        new SparkHome(folder).submit(runs.options(runId, options), runs.train(runId))) {
      return runs.trained(job, runId);
    }
  }

  @Test
  void twoThreads() throws IOException, InterruptedException {
    assertEquals(reference, train("two", "--master", "local[2]"));
  }

  @Test
  void oneTaskWithTwoThreads() throws IOException, InterruptedException {
    assertEquals(reference, train("task", "--master", "local[2]", "--conf", "spark.task.cpus=2"));
  }

  @Test
  void twoExecutors() throws IOException, InterruptedException {
    assertEquals(
        reference,
        train(
            "executors",
            "--master",
            "local-cluster[2,1,1024]",
            "--conf",
            "spark.executor.memory=512m"));
    assertEquals(2, runs.events("executors", "SparkListenerExecutorAdded"));
  }

  @Test
  void aTaskThatFailsOnce() throws IOException, InterruptedException {
    assertEquals(
        reference,
        train(
            "failing",
            // Two attempts of each task.
            "--master",
            "local[2,2]",
            "--jars",
            SparkHome.jar(folder, FailingOnce.class).toString(),
            "--conf",
            "spark.kryo.registrator=" + FailingOnce.class.getName()));
    assertEquals(1, runs.events("failing", "SparkListenerTaskEnd", FailingOnce.MESSAGE));
  }
}
