package org.mnistspark.engine;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.spark.SparkEnv;
import org.mnistspark.averaging.Progress;
import org.mnistspark.averaging.RoundObserver;
import org.mnistspark.spark.session.DriverChannel;

/**
 * In task 0: tells the driver how far the epoch is, no more often than eyes can follow, and learns
 * whether to stop. Training does not wait for the answer, unless every round is reported.
 */
final class RoundReporter implements RoundObserver, AutoCloseable {
  /** The Spark setting: time between reports; 0: after every round, and wait for the answer. */
  private static final String INTERVAL = "spark.mnistspark.reportInterval";

  private static final String DEFAULT_INTERVAL = "200ms";

  private final long intervalNanos;
  private final LongSupplier clock;
  private final Predicate<Progress> driver;
  private final ExecutorService asking =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "report-" + Thread.currentThread().getName());
            thread.setDaemon(true);
            return thread;
          });
  private Optional<Future<Boolean>> answer = Optional.empty();
  private long sent;

  /**
   * A reporter.
   *
   * @param driver answers whether to stop
   */
  RoundReporter(long intervalNanos, LongSupplier clock, Predicate<Progress> driver) {
    this.intervalNanos = intervalNanos;
    this.clock = clock;
    this.driver = driver;
    this.sent = clock.getAsLong() - intervalNanos;
  }

  /** In a task: reports to the driver's subscription. */
  static RoundReporter ofTask(long subscription) {
    long millis = SparkEnv.get().conf().getTimeAsMs(INTERVAL, DEFAULT_INTERVAL);
    return new RoundReporter(
        millis * 1_000_000,
        System::nanoTime,
        at -> DriverChannel.ask(subscription, at).filter(Boolean.TRUE::equals).isPresent());
  }

  @Override
  public boolean round(Progress progress) {
    if (intervalNanos == 0) {
      return driver.test(progress);
    }
    boolean stop = answer.filter(Future::isDone).map(RoundReporter::get).orElse(false);
    long now = clock.getAsLong();
    if (now - sent >= intervalNanos && answer.filter(asked -> !asked.isDone()).isEmpty()) {
      sent = now;
      answer = Optional.of(asking.submit(() -> driver.test(progress)));
    }
    return stop;
  }

  private static boolean get(Future<Boolean> done) {
    try {
      return done.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("expected the channel to keep its failures", e);
    }
  }

  @Override
  public void close() {
    asking.shutdownNow();
  }
}
