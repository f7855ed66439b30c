package org.mnistspark.averaging;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * The threads of one task: the caller and helpers. Which thread does which piece is left to chance;
 * pieces write to places of their own, so the result is not.
 */
final class Threads implements AutoCloseable {
  private final int count;
  private final ExecutorService helpers;

  /**
   * Starts the helpers.
   *
   * @param count threads, the caller's included: the cores of the task
   */
  Threads(int count) {
    this.count = count;
    this.helpers =
        Executors.newFixedThreadPool(
            Math.max(1, count - 1),
            task -> {
              Thread thread = new Thread(task, "replica-" + Thread.currentThread().getName());
              thread.setDaemon(true);
              return thread;
            });
  }

  int count() {
    return count;
  }

  /**
   * Does pieces 0 to {@code pieces - 1} and returns when all are done. The first failure is thrown.
   */
  void forEach(int pieces, IntConsumer piece) {
    AtomicInteger next = new AtomicInteger();
    Runnable work =
        () -> {
          for (int i = next.getAndIncrement(); i < pieces; i = next.getAndIncrement()) {
            piece.accept(i);
          }
        };
    List<Future<?>> running = new ArrayList<>();
    for (int i = 1; i < Math.min(count, pieces); i++) {
      running.add(helpers.submit(work));
    }
    try {
      work.run();
    } finally {
      // Also after a failure: no thread may go on writing when the caller returns.
      running.forEach(Threads::finish);
    }
  }

  private static void finish(Future<?> future) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          future.get();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw new IllegalStateException(
              "a replica's thread failed: " + e.getCause(), e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    helpers.shutdownNow();
  }
}
