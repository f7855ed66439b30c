package org.mnistspark.spark.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mnistspark.testing.LocalSpark;

/** Clusters without executors are in ClusterFaultsIT. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class ExecutorWatchTest {
  @Test
  void jobsThatRunAreLeftAlone(SparkSession spark) throws IOException {
    try (ExecutorWatch watch = ExecutorWatch.start(spark)) {
      assertEquals("3", watch.run(session -> String.valueOf(session.range(3).count()), spark));
    }
  }

  @Test
  void otherFailuresStayWhatTheyAre(SparkSession spark) {
    IOException failure = new IOException("disk");
    try (ExecutorWatch watch = ExecutorWatch.start(spark)) {
      assertSame(
          failure,
          assertThrows(
              IOException.class,
              () ->
                  watch.run(
                      session -> {
                        throw failure;
                      },
                      spark)));
    }
  }

  @Test
  void saysWhatIsMissing() {
    assertEquals(
        "expected executors of spark://h:7077 that run tasks, found none for 120 s;"
            + " start workers, or ask for executors that fit on them (--executor-memory,"
            + " --executor-cores); --conf spark.mnistspark.executorWait=10m waits longer",
        ExecutorWatch.message(0, Duration.ofMinutes(2), "spark://h:7077", 4));
    assertEquals(
        "expected executors of k8s://https://h:6443 that run tasks, found none for 120 s;"
            + " kubectl get events, in the job's namespace, says why they do not start (image,"
            + " resources), and this log why they could not be created (rights, quota);"
            + " --conf spark.mnistspark.executorWait=10m waits longer",
        ExecutorWatch.message(0, Duration.ofMinutes(2), "k8s://https://h:6443", 4));
    assertEquals(
        "expected executors of yarn that run tasks, found 2 that run none for 120 s;"
            + " give each as many cores as a task takes, spark.task.cpus=4;"
            + " --conf spark.mnistspark.executorWait=10m waits longer",
        ExecutorWatch.message(2, Duration.ofMinutes(2), "yarn", 4));
  }
}
