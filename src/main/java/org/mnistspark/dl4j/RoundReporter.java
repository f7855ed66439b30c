package org.mnistspark.dl4j;

import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.mnistspark.averaging.RoundObserver;
import org.mnistspark.spark.ProgressChannel;
import org.mnistspark.spark.RoundProgress;

/**
 * In a task: tells the driver how far it is, after the first round and the last one, and in between
 * no more often than eyes can follow.
 */
final class RoundReporter implements RoundObserver {
  /** Nanoseconds between messages. */
  static final long INTERVAL = 50_000_000;

  private final long subscription;
  private final int lastRound;
  private final LongSupplier clock;
  private final Consumer<RoundProgress> driver;
  private long sent;
  private double lossSum;
  private long correct;
  private long examples;

  RoundReporter(
      long subscription, int lastRound, LongSupplier clock, Consumer<RoundProgress> driver) {
    this.subscription = subscription;
    this.lastRound = lastRound;
    this.clock = clock;
    this.driver = driver;
    this.sent = clock.getAsLong() - INTERVAL;
  }

  /** For the task that trains up to this round. */
  static RoundObserver ofTask(long subscription, int lastRound) {
    return new RoundReporter(subscription, lastRound, System::nanoTime, ProgressChannel::send);
  }

  @Override
  public void round(int round, double roundLossSum, int roundCorrect, int roundExamples) {
    lossSum += roundLossSum;
    correct += roundCorrect;
    examples += roundExamples;
    long now = clock.getAsLong();
    if (round == lastRound || now - sent >= INTERVAL) {
      sent = now;
      driver.accept(new RoundProgress(subscription, round, lossSum, correct, examples));
    }
  }
}
