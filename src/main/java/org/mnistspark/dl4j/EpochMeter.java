package org.mnistspark.dl4j;

import org.mnistspark.averaging.Averaging.Outcome;
import org.mnistspark.averaging.TrainingPlan;
import org.mnistspark.spark.RoundProgress;

/** On the driver: an epoch's sums so far, from jobs that are done and from the one that runs. */
final class EpochMeter {
  private final TrainingPlan plan;
  private final int epoch;
  private final EpochProgress.Listener listener;
  private int rounds;
  private double lossSum;
  private long correct;
  private long examples;

  EpochMeter(TrainingPlan plan, int epoch, EpochProgress.Listener listener) {
    this.plan = plan;
    this.epoch = epoch;
    this.listener = listener;
  }

  /** A job has ended before round {@code to}. */
  synchronized void done(Outcome outcome, int to) {
    rounds = to;
    lossSum += outcome.lossSum();
    correct += outcome.correct();
    examples += outcome.examples();
    tell(to, lossSum, correct, examples);
  }

  /** A task that has all replicas is in the middle. */
  synchronized void running(RoundProgress task) {
    // A message can come later than the result of its job, whose rounds are in the sums already.
    if (task.round() >= rounds) {
      tell(
          task.round() + 1,
          lossSum + task.lossSum(),
          correct + task.correct(),
          examples + task.examples());
    }
  }

  private void tell(int to, double loss, long hits, long count) {
    int steps = plan.steps(0, plan.rounds());
    listener.progress(
        new EpochProgress(
            epoch + 1, plan.steps(0, to), steps, count, loss / count, (double) hits / count));
  }
}
