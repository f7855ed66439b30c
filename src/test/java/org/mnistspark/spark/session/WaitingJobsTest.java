package org.mnistspark.spark.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class WaitingJobsTest {
  private long now = 5;
  private final WaitingJobs jobs = new WaitingJobs(() -> now);

  private void assertWaiting(long nanos) {
    assertEquals(Duration.ofNanos(nanos), jobs.waiting());
  }

  @Test
  void withoutJobsNothingWaits() {
    now += 100;
    assertWaiting(0);
  }

  @Test
  void aJobWaitsUntilItsFirstTaskRuns() {
    now += 100;
    jobs.jobStarted(0);
    now += 7;
    assertWaiting(7);

    jobs.taskStarted(0);
    now += 100;
    assertWaiting(0);
  }

  @Test
  void aJobWaitsFromTheEndOfTheLastTaskThatRan() {
    jobs.jobStarted(0);
    jobs.taskStarted(0);
    jobs.taskStarted(1);
    now += 10;
    jobs.taskEnded(0);
    now += 10;
    assertWaiting(0);

    jobs.taskEnded(1);
    now += 3;
    assertWaiting(3);
  }

  @Test
  void nothingWaitsBetweenJobs() {
    jobs.jobStarted(0);
    now += 10;
    jobs.jobEnded(0);
    now += 10;
    assertWaiting(0);

    jobs.jobStarted(1);
    now += 2;
    assertWaiting(2);
  }

  @Test
  void aJobThatEndsIsProgressOfTheOthers() {
    jobs.jobStarted(0);
    jobs.jobStarted(1);
    now += 10;
    jobs.jobEnded(0);
    now += 2;
    assertWaiting(2);
  }
}
