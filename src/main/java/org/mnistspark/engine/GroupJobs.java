package org.mnistspark.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.scheduler.TaskSchedulerImpl;
import org.mnistspark.engine.exchange.PeerLostException;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.failure.JobException;
import org.mnistspark.failure.OneLine;
import org.mnistspark.spark.session.DriverChannel;
import org.mnistspark.spark.session.TaskCores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spark jobs whose tasks all run at once, as many as the cluster can run: when one fails, all are
 * run again. An executor that is lost for good leaves fewer.
 */
final class GroupJobs {
  private static final Logger LOG = LoggerFactory.getLogger(GroupJobs.class);

  /** The Spark setting: how long a job waits for the executor that takes a lost one's place. */
  private static final String REPLACEMENT_WAIT = "spark.mnistspark.replacementWait";

  private static final String DEFAULT_REPLACEMENT_WAIT = "15s";
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final SparkContext context;
  private final int workers;

  /** Jobs of at most as many tasks as there are workers. */
  GroupJobs(SparkContext context, int workers) {
    this.context = context;
    this.workers = workers;
  }

  /** A job that has not begun. */
  @FunctionalInterface
  interface Attempt<T> {
    /**
     * What its tasks compute, one result each.
     *
     * @param meeting where they meet; see {@link DriverChannel}
     */
    JavaRDD<T> results(int tasks, long meeting);
  }

  /**
   * Runs a job.
   *
   * @param before tasks of the job before; 0 for the first
   * @return the results, in the order of the tasks
   * @throws ConfigurationException when tasks are to train together and Spark is to change their
   *     number
   */
  <T> List<T> run(int before, Attempt<T> attempt) {
    int failures = 0;
    int awaited = before;
    while (true) {
      int tasks = awaitedTasks(awaited);
      List<Throwable> told = Collections.synchronizedList(new ArrayList<>());
      try (DriverChannel.Subscription meeting =
          DriverChannel.listen(failure -> told.add((Throwable) failure))) {
        Optional<List<T>> results = run(attempt, tasks, meeting.id());
        if (results.isPresent()) {
          return results.get();
        }
        // It has waited long enough for the executors that are missing.
        awaited = 0;
      } catch (Exception e) {
        // All of them: Scala throws SparkException, a checked one, without declaring it.
        if (!isOfTheGroup(e)) {
          throw e;
        }
        failures++;
        Optional<Throwable> cause = cause(told);
        if (failures >= attempts() || cause.filter(GroupJobs::isForGood).isPresent()) {
          throw GroupJobs.<RuntimeException>unchecked(
              new SparkException(e.getMessage(), cause.orElse(e)));
        }
        LOG.warn(
            "The tasks of a job are run again, because one of them failed: {}",
            cause.map(Throwable::toString).orElseGet(() -> OneLine.of(e.getMessage())));
      }
    }
  }

  /** Empty when too few executors are left for this many tasks. */
  private <T> Optional<List<T>> run(Attempt<T> attempt, int tasks, long meeting) {
    if (tasks > 1 && context.conf().getBoolean("spark.dynamicAllocation.enabled", false)) {
      throw new ConfigurationException(
          "expected a fixed number of executors, because tasks train together, found"
              + " spark.dynamicAllocation.enabled=true; set it to false");
    }
    return Optional.ofNullable(collect(attempt.results(tasks, meeting), tasks));
  }

  /** Spark does not run a barrier stage again whose results it may have handed out. */
  private static boolean isOfTheGroup(Exception e) {
    return String.valueOf(e.getMessage()).contains("failed barrier ResultStage");
  }

  /** What began it, rather than what others noticed of it. */
  private static Optional<Throwable> cause(List<Throwable> told) {
    synchronized (told) {
      return told.stream()
          .filter(failure -> !(failure instanceof PeerLostException))
          .findFirst()
          .or(() -> told.stream().findFirst());
    }
  }

  /** Whether it would happen again. */
  private static boolean isForGood(Throwable cause) {
    return cause instanceof IllegalArgumentException || cause instanceof JobException;
  }

  /** How often all tasks are run before a failure is the job's. */
  private int attempts() {
    int failures = ((TaskSchedulerImpl) context.taskScheduler()).maxTaskFailures();
    return context.isLocal()
        ? failures
        : Math.max(failures, context.conf().getInt("spark.stage.maxConsecutiveAttempts", 4));
  }

  /** As {@link #tasks}; the executor that takes a lost one's place needs some seconds. */
  private int awaitedTasks(int awaited) {
    long end = System.nanoTime() + patience().toNanos();
    int tasks = tasks();
    while (tasks < awaited && System.nanoTime() < end) {
      pause();
      tasks = tasks();
    }
    return tasks;
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for executors", e);
    }
  }

  /** Tasks that the cluster can run at once, at most one per worker. */
  int tasks() {
    int wanted = Math.max(1, context.defaultParallelism() / TaskCores.of(context));
    return Math.min(workers, Math.min(wanted, Math.max(1, slots())));
  }

  private int slots() {
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }

  /** How long a job waits for the place of an executor that was lost. */
  private Duration patience() {
    return Duration.ofSeconds(
        context.conf().getTimeAsSeconds(REPLACEMENT_WAIT, DEFAULT_REPLACEMENT_WAIT));
  }

  /** The results; null when too few executors are left for this many tasks. */
  private <T> List<T> collect(JavaRDD<T> results, int tasks) {
    JavaFutureAction<List<T>> job = results.collectAsync();
    boolean done = false;
    try {
      long few = 0;
      while (true) {
        try {
          List<T> list = job.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
          done = true;
          return list;
        } catch (TimeoutException e) {
          // Without any executor it is not for this job to give up.
          int slots = slots();
          few = slots > 0 && slots < tasks ? few + LOOK.toMillis() : 0;
          if (few >= patience().toMillis()) {
            return null;
          }
        }
      }
    } catch (ExecutionException e) {
      done = true;
      throw GroupJobs.<RuntimeException>unchecked(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while training", e);
    } finally {
      if (!done) {
        job.cancel(true);
      }
    }
  }

  /** Spark's exceptions are checked ones that Scala does not declare. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E unchecked(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
