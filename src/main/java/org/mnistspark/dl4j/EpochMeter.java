package org.mnistspark.dl4j;

import org.mnistspark.averaging.TrainingPlan;
import org.mnistspark.spark.RoundProgress;

/** On the driver: an epoch's means so far, from jobs that are done and from the one that runs. */
final class EpochMeter {
  private final TrainingPlan plan;
  private final int epoch;
  private final long before;
  private final StepProgress.Listener listener;
  private EpochProgress done;

  /**
   * An epoch that begins, or goes on.
   *
   * @param epoch from 0
   */
  EpochMeter(TrainingPlan plan, int epoch, EpochProgress start, StepProgress.Listener listener) {
    this.plan = plan;
    this.epoch = epoch;
    this.done = start;
    this.before = start.examples();
    this.listener = listener;
  }

  /** A job has ended, and the epoch is here. */
  synchronized void done(EpochProgress now) {
    done = now;
    tell(now.rounds(), now.lossSum(), now.correct(), now.examples());
  }

  /** A task that has all replicas is in the middle. */
  synchronized void running(RoundProgress task) {
    // A message can come later than the result of its job, whose rounds are in the sums already.
    if (task.round() >= done.rounds()) {
      tell(
          task.round() + 1,
          done.lossSum() + task.lossSum(),
          done.correct() + task.correct(),
          done.examples() + task.examples());
    }
  }

  private void tell(int rounds, double lossSum, long correct, long examples) {
    listener.progress(
        new StepProgress(
            epoch + 1,
            plan.steps(0, rounds),
            plan.steps(0, plan.rounds()),
            examples,
            before,
            lossSum / examples,
            (double) correct / examples));
  }
}
