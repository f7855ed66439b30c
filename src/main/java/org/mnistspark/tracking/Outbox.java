package org.mnistspark.tracking;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Does steps one after the other on a daemon thread. One that fails is tried again until it
 * succeeds, at ever longer intervals, and twice at least once the end has come. One that is refused
 * is the last: what follows depends on it.
 */
final class Outbox {
  /** Steps that may wait. */
  static final int CAPACITY = 1000;

  /** Something to do with the server. */
  interface Step {
    /** Does it; again after a failure. */
    void run() throws IOException, InterruptedException;
  }

  private static final Step END = () -> {};

  private final BlockingQueue<Step> waiting = new LinkedBlockingQueue<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Patience patience;
  private final Thread thread = new Thread(this::work, "mlflow");
  private volatile Optional<String> failing = Optional.empty();
  private volatile Optional<String> lasting = Optional.empty();
  private volatile boolean abandoned;

  Outbox(Patience patience) {
    this.patience = patience;
    thread.setDaemon(true);
    thread.start();
  }

  /** Leaves a step to the thread; it is dropped if too many wait, or after one was refused. */
  void add(Step step) {
    if (waiting.size() >= CAPACITY) {
      abandon("more than " + CAPACITY + " updates wait to be sent");
    }
    if (!abandoned) {
      waiting.add(step);
    }
  }

  /** What keeps a step from being done or has kept one; empty while all is well. */
  Optional<String> problem() {
    return lasting.or(() -> failing);
  }

  /**
   * Notes that something has not been done, and will not be; the first one counts, until steps are
   * given up.
   */
  void note(String text) {
    lasting = lasting.or(() -> Optional.of(text));
  }

  /** Waits until all steps are done, for a bounded time. */
  void close() {
    waiting.add(END);
    closing.countDown();
    try {
      thread.join(patience.end().toMillis());
      if (thread.isAlive()) {
        abandon(
            "not done within " + patience.end().toMillis() / 1e3 + " s after the end of the run");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      thread.interrupt();
    }
  }

  private void abandon(String reason) {
    abandoned = true;
    lasting = Optional.of(reason);
  }

  private void work() {
    try {
      for (Step step = waiting.take(); step != END && !abandoned; step = waiting.take()) {
        perform(step);
      }
    } catch (InterruptedException e) {
      // Nobody waits any more.
    } catch (RuntimeException e) {
      // Its message may have what is secret in a request.
      abandon("nothing more can be sent: " + e.getClass().getSimpleName());
    }
  }

  private void perform(Step step) throws InterruptedException {
    Duration pause = patience.firstPause();
    boolean done = false;
    for (int attempt = 1; !done && !abandoned; attempt++) {
      try {
        step.run();
        done = true;
        failing = Optional.empty();
      } catch (RefusedException e) {
        abandon(e.getMessage());
      } catch (IOException e) {
        if (closing.getCount() == 0 && attempt > 1) {
          abandon(e.getMessage());
        } else {
          failing = Optional.of(e.getMessage());
          closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
          pause = min(pause.multipliedBy(2), patience.longestPause());
        }
      }
    }
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
