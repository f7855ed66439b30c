package org.mnistspark.engine;

import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.mnistspark.averaging.Progress;
import org.mnistspark.averaging.RoundObserver;
import org.mnistspark.averaging.TrainingPlan;
import org.mnistspark.spark.session.ProgressChannel;

/**
 * In a task that has all replicas: tells the driver how far the epoch is, after the first round and
 * the last one, and in between no more often than eyes can follow.
 */
final class RoundReporter implements RoundObserver {
  /** Nanoseconds between messages. */
  static final long INTERVAL = 50_000_000;

  private final TrainingPlan plan;
  private final int lastRound;
  private final LongSupplier clock;
  private final Consumer<Progress> driver;
  private long sent;
  private Progress progress;

  RoundReporter(
      TrainingPlan plan,
      Progress done,
      int lastRound,
      LongSupplier clock,
      Consumer<Progress> driver) {
    this.plan = plan;
    this.progress = done;
    this.lastRound = lastRound;
    this.clock = clock;
    this.driver = driver;
    this.sent = clock.getAsLong() - INTERVAL;
  }

  /** For the task that trains from there up to this round. */
  static RoundObserver ofTask(TrainingPlan plan, long subscription, Progress done, int lastRound) {
    return new RoundReporter(
        plan, done, lastRound, System::nanoTime, at -> ProgressChannel.send(subscription, at));
  }

  @Override
  public void round(int round, double lossSum, int correct, int examples) {
    progress = plan.after(progress, examples, lossSum, correct);
    long now = clock.getAsLong();
    if (round == lastRound || now - sent >= INTERVAL) {
      sent = now;
      driver.accept(progress);
    }
  }
}
