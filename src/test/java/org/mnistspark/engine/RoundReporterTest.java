package org.mnistspark.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mnistspark.averaging.Progress;

final class RoundReporterTest {
  private static final long INTERVAL = 100;

  private final BlockingQueue<Integer> sent = new LinkedBlockingQueue<>();
  private final BlockingQueue<Boolean> answers = new LinkedBlockingQueue<>();
  private long now = 1;

  private static Progress round(int rounds) {
    return new Progress(1, rounds, 0, 0, 0, 0, 0);
  }

  private RoundReporter reporter(long interval) {
    return new RoundReporter(interval, () -> now, this::ask);
  }

  /** The driver, which takes its time. */
  private boolean ask(Progress at) {
    sent.add(at.rounds());
    try {
      return answers.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private int next() throws InterruptedException {
    Integer rounds = sent.poll(30, TimeUnit.SECONDS);
    assertTrue(rounds != null, "nothing was sent");
    return rounds;
  }

  @Test
  void everyRoundIsAnsweredWhereThereIsNoInterval() {
    answers.addAll(List.of(false, false, true));
    try (RoundReporter reporter = reporter(0)) {
      assertFalse(reporter.round(round(1)));
      assertFalse(reporter.round(round(2)));
      assertTrue(reporter.round(round(3)));
    }
    assertEquals(List.of(1, 2, 3), List.copyOf(sent));
  }

  @Test
  void tellsNoMoreOftenThanTheIntervalAndDoesNotWait() throws InterruptedException {
    try (RoundReporter reporter = reporter(INTERVAL)) {
      assertFalse(reporter.round(round(1)));
      assertEquals(1, next());
      now += INTERVAL - 1;
      assertFalse(reporter.round(round(2)));
      now += INTERVAL;
      // The first one is not answered yet.
      assertFalse(reporter.round(round(3)));
      assertTrue(sent.isEmpty());
    }
  }

  @Test
  void anAnswerIsHeardWhenItIsThere() throws InterruptedException {
    try (RoundReporter reporter = reporter(INTERVAL)) {
      reporter.round(round(1));
      assertEquals(1, next());
      answers.add(true);
      int rounds = 1;
      // However long the other thread takes.
      while (!reporter.round(round(++rounds))) {
        Thread.onSpinWait();
      }
      assertEquals(0, answers.size());
    }
  }
}
