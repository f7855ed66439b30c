package org.mnistspark.spark.session;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * The process's end by a signal (SIGTERM from a scheduler, Ctrl-C): holds it back until the job has
 * come to a good place to stop. Hadoop's hooks run one after the other, Spark's among them, which
 * would stop the session under the job.
 */
public final class Termination implements BooleanSupplier, AutoCloseable {
  /** Before Spark's hooks, which have {@code FileSystem.SHUTDOWN_HOOK_PRIORITY + 30}. */
  private static final int PRIORITY = 1000;

  private static final long MAX_SECONDS = 120;

  private final AtomicBoolean requested = new AtomicBoolean();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Runnable hook = this::stop;

  /** Looks out for the end from now until {@link #close}. Until then nothing is held back. */
  public void watch() {
    ShutdownHookManager.get().addShutdownHook(hook, PRIORITY, MAX_SECONDS, TimeUnit.SECONDS);
  }

  private void stop() {
    requested.set(true);
    try {
      done.await();
    } catch (InterruptedException e) {
      // The manager's time is up: the process ends as it would have without us.
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the process is asked to end. */
  @Override
  public boolean getAsBoolean() {
    return requested.get();
  }

  /** The job is at its end: the process may go. */
  @Override
  public void close() {
    done.countDown();
    try {
      ShutdownHookManager.get().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook has done its work.
    }
  }
}
