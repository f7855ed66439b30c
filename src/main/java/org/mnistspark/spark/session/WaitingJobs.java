package org.mnistspark.spark.session;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** Listens for how long jobs have been waiting without any of their tasks running. Thread-safe. */
final class WaitingJobs extends SparkListener {
  private final LongSupplier nanoTime;
  private final Set<Integer> jobs = new HashSet<>();
  private final Set<Long> tasks = new HashSet<>();
  private long since;

  WaitingJobs(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Zero while a task runs, and while there is nothing to run. */
  synchronized Duration waiting() {
    return jobs.isEmpty() || !tasks.isEmpty()
        ? Duration.ZERO
        : Duration.ofNanos(nanoTime.getAsLong() - since);
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    jobStarted(start.jobId());
  }

  @Override
  public void onJobEnd(SparkListenerJobEnd end) {
    jobEnded(end.jobId());
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    taskStarted(start.taskInfo().taskId());
  }

  /** Also comes for each task of an executor that is lost. */
  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    taskEnded(end.taskInfo().taskId());
  }

  synchronized void jobStarted(int job) {
    since = nanoTime.getAsLong();
    jobs.add(job);
  }

  synchronized void jobEnded(int job) {
    since = nanoTime.getAsLong();
    jobs.remove(job);
  }

  synchronized void taskStarted(long task) {
    tasks.add(task);
  }

  synchronized void taskEnded(long task) {
    since = nanoTime.getAsLong();
    tasks.remove(task);
  }
}
