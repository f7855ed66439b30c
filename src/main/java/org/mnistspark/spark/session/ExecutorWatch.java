package org.mnistspark.spark.session;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Gives up on jobs that no executor runs. Spark itself waits forever, be it that all workers have
 * died or that there never was one, and says so in its log only.
 */
final class ExecutorWatch implements AutoCloseable {
  /** The Spark setting: how long jobs may wait without any task running; 0: forever. */
  static final String PATIENCE = "spark.mnistspark.executorWait";

  private static final String DEFAULT_PATIENCE = "120s";
  private static final long LOOK_MILLIS = 1000;

  private final SparkContext context;
  private final Duration patience;
  private final WaitingJobs jobs = new WaitingJobs(System::nanoTime);
  private final Timer timer = new Timer("executor-watch", true);
  private volatile Optional<String> failure = Optional.empty();

  private ExecutorWatch(SparkContext context) {
    this.context = context;
    this.patience = Duration.ofSeconds(context.conf().getTimeAsSeconds(PATIENCE, DEFAULT_PATIENCE));
  }

  /** Watches the jobs of this session until {@link #close}. */
  static ExecutorWatch start(SparkSession session) {
    ExecutorWatch watch = new ExecutorWatch(session.sparkContext());
    watch.context.addSparkListener(watch.jobs);
    if (!watch.patience.isZero()) {
      watch.timer.schedule(watch.new Look(), LOOK_MILLIS, LOOK_MILLIS);
    }
    return watch;
  }

  private final class Look extends TimerTask {
    @Override
    public void run() {
      look();
    }
  }

  private void look() {
    Duration waited = jobs.waiting();
    if (failure.isEmpty() && waited.compareTo(patience) >= 0) {
      // The driver is among them.
      int executors = context.getExecutorMemoryStatus().size() - 1;
      int taskCpus = TaskCores.of(context);
      failure = Optional.of(message(executors, waited, context.master(), taskCpus));
    }
    // Again and again: a job may follow on the one that was cancelled.
    failure.ifPresent(message -> context.cancelAllJobs());
  }

  /**
   * What was waited for in vain.
   *
   * @param executors that are registered and run nothing
   * @param taskCpus cores that a task asks for
   */
  static String message(int executors, Duration waited, String master, int taskCpus) {
    return String.format(
        Locale.ROOT,
        "expected executors of %s that run tasks, found %s for %d s; %s; --conf %s=10m waits longer",
        master,
        executors == 0 ? "none" : executors + " that run none",
        waited.toSeconds(),
        executors == 0
            ? missing(master)
            : "give each as many cores as a task takes, spark.task.cpus=" + taskCpus,
        PATIENCE);
  }

  private static String missing(String master) {
    return master.startsWith("k8s://")
        ? "kubectl get events, in the job's namespace, says why they do not start (image, resources),"
            + " and this log why they could not be created (rights, quota)"
        : "start workers, or ask for executors that fit on them (--executor-memory,"
            + " --executor-cores)";
  }

  /** Does the work; when its jobs were given up in between, that is what it fails with. */
  <T> T run(Sessions.Work<T> work, SparkSession session) throws IOException {
    try {
      return work.with(session);
    } catch (Exception e) {
      // All of them: Scala throws SparkException, a checked one, without declaring it.
      if (failure.isPresent()) {
        throw new NoExecutorException(failure.get(), e);
      }
      throw e;
    }
  }

  @Override
  public void close() {
    timer.cancel();
    context.removeSparkListener(jobs);
  }
}
