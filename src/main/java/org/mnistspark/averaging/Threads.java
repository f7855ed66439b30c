package org.mnistspark.averaging;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * The threads of one task: the caller and helpers. Which thread does which piece is left to chance;
 * pieces write to places of their own, so the result is not.
 */
final class Threads implements AutoCloseable {
  private final int count;
  private final ExecutorService helpers;

  /**
   * Starts the helpers when they are needed first.
   *
   * @param count threads, the caller's included: the cores of the task
   */
  Threads(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("threads: expected at least 1, found " + count);
    }
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

  /**
   * Does pieces 0 to {@code pieces - 1} and returns when all are done. When some fail, pieces that
   * have not begun are left out, and the failure of the first of them by number is thrown: the same
   * whatever the threads.
   */
  void forEach(int pieces, IntConsumer piece) {
    Work work = new Work(pieces, piece);
    List<Future<?>> running = new ArrayList<>();
    try {
      for (int i = 1; i < Math.min(count, pieces); i++) {
        running.add(helpers.submit(work));
      }
      work.run();
    } finally {
      // Also after a failure: no thread may go on writing when the caller returns.
      running.forEach(Threads::await);
    }
    work.throwFailure();
  }

  private static void await(Future<?> future) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          future.get();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw new IllegalStateException("expected work to keep its failures", e);
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

  /** Pieces that several threads take one by one, in their order. */
  private static final class Work implements Runnable {
    private final int pieces;
    private final IntConsumer piece;
    private int next;
    private int failedPiece;
    private Throwable failure;

    Work(int pieces, IntConsumer piece) {
      this.pieces = pieces;
      this.piece = piece;
      this.failedPiece = pieces;
    }

    @Override
    public void run() {
      for (int i = take(); i < pieces; i = take()) {
        try {
          piece.accept(i);
        } catch (RuntimeException | Error e) {
          fail(i, e);
        }
      }
    }

    private synchronized int take() {
      return failure == null ? next++ : pieces;
    }

    /** Pieces before a failed one have all been taken, so the first to fail is among them. */
    private synchronized void fail(int i, Throwable e) {
      if (i < failedPiece) {
        failedPiece = i;
        failure = e;
      }
    }

    synchronized void throwFailure() {
      if (failure instanceof Error error) {
        throw error;
      } else if (failure instanceof RuntimeException exception) {
        throw exception;
      }
    }
  }
}
