package org.mnistspark.averaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThreadsTest {

  @Test
  void doesEveryPieceOnce() {
    for (int count = 1; count <= 4; count++) {
      try (Threads threads = new Threads(count)) {
        for (int pieces : new int[] {0, 1, 2, 3, 4, 5, 100}) {
          AtomicIntegerArray done = new AtomicIntegerArray(pieces);
          threads.forEach(pieces, done::incrementAndGet);
          for (int i = 0; i < pieces; i++) {
            assertEquals(1, done.get(i));
          }
        }
      }
    }
  }

  @Test
  void worksOnSoManyPiecesAtATime() {
    Set<Thread> used = ConcurrentHashMap.newKeySet();
    try (Threads threads = new Threads(3)) {
      AtomicInteger started = new AtomicInteger();
      threads.forEach(
          3,
          piece -> {
            used.add(Thread.currentThread());
            started.incrementAndGet();
            until(() -> started.get() == 3);
          });
    }
    assertEquals(3, used.size());
    assertTrue(used.contains(Thread.currentThread()));
  }

  @Test
  void oneThreadIsTheCaller() {
    Set<Thread> used = new HashSet<>();
    try (Threads threads = new Threads(1)) {
      threads.forEach(5, piece -> used.add(Thread.currentThread()));
    }
    assertEquals(Set.of(Thread.currentThread()), used);
  }

  @Test
  void throwsTheFailureOfTheFirstFailingPieceWhicheverComesFirst() {
    for (int count = 1; count <= 3; count++) {
      try (Threads threads = new Threads(count)) {
        for (int repetition = 0; repetition < 100; repetition++) {
          IllegalStateException failure =
              assertThrows(
                  IllegalStateException.class,
                  () ->
                      threads.forEach(
                          20,
                          piece -> {
                            if (piece >= 5) {
                              throw new IllegalStateException("piece " + piece);
                            }
                          }));
          assertEquals("piece 5", failure.getMessage());
        }
      }
    }
  }

  @Test
  void throwsTheFailureOfAHelperAsItIs() {
    Thread caller = Thread.currentThread();
    AssertionError error = new AssertionError("an error, and no exception");
    AtomicInteger started = new AtomicInteger();
    try (Threads threads = new Threads(2)) {
      assertSame(
          error,
          assertThrows(
              AssertionError.class,
              () ->
                  threads.forEach(
                      2,
                      piece -> {
                        started.incrementAndGet();
                        until(() -> started.get() == 2);
                        if (Thread.currentThread() != caller) {
                          throw error;
                        }
                      })));
    }
  }

  @Test
  void leavesPiecesOutAfterAFailure() {
    AtomicInteger last = new AtomicInteger();
    try (Threads threads = new Threads(1)) {
      assertThrows(
          ArithmeticException.class,
          () ->
              threads.forEach(
                  10,
                  piece -> {
                    last.set(piece);
                    if (piece == 3) {
                      throw new ArithmeticException("diverged");
                    }
                  }));
      assertEquals(3, last.get());
      threads.forEach(10, last::set);
      assertEquals(9, last.get());
    }
  }

  @Test
  void returnsAfterAFailureWhenTheLastPieceHasEnded() {
    Thread caller = Thread.currentThread();
    AtomicInteger started = new AtomicInteger();
    AtomicBoolean failing = new AtomicBoolean();
    AtomicBoolean slowOne = new AtomicBoolean();
    AtomicBoolean ended = new AtomicBoolean();
    try (Threads threads = new Threads(3)) {
      assertThrows(
          IllegalStateException.class,
          () ->
              threads.forEach(
                  3,
                  piece -> {
                    started.incrementAndGet();
                    until(() -> started.get() == 3);
                    if (Thread.currentThread() == caller || !slowOne.compareAndSet(false, true)) {
                      failing.set(true);
                      throw new IllegalStateException("piece " + piece);
                    }
                    // One helper goes on until the caller waits for it.
                    until(() -> failing.get() && caller.getState() == Thread.State.WAITING);
                    ended.set(true);
                  }));
      assertTrue(ended.get());
    }
  }

  @Test
  void goesOnWhenInterruptedAndKeepsTheFlag() {
    Thread caller = Thread.currentThread();
    AtomicInteger started = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    try (Threads threads = new Threads(2)) {
      caller.interrupt();
      threads.forEach(
          2,
          piece -> {
            started.incrementAndGet();
            until(() -> started.get() == 2);
            if (Thread.currentThread() != caller) {
              until(() -> caller.getState() == Thread.State.WAITING);
            }
            done.incrementAndGet();
          });
      assertEquals(2, done.get());
      assertTrue(Thread.interrupted());
      threads.forEach(2, piece -> {});
      assertFalse(Thread.interrupted());
    }
  }

  @Test
  void rejectsLessThanOneThread() {
    assertEquals(
        "threads: expected at least 1, found 0",
        assertThrows(IllegalArgumentException.class, () -> new Threads(0)).getMessage());
  }

  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }
}
