package org.mnistspark.bench.averaging;

import org.mnistspark.averaging.Averaging;
import org.mnistspark.averaging.AveragingDefaults;
import org.mnistspark.averaging.LearningRateScaling;
import org.mnistspark.averaging.LearningRateSchedule;
import org.mnistspark.averaging.OuterStep;
import org.mnistspark.dl4j.AveragingTrainingMaster;

/**
 * How a number of workers train and are averaged.
 *
 * @param workers replicas
 * @param batchSize examples per minibatch and worker
 * @param averagingFrequency K, minibatches per replica between averagings
 * @param outer step that follows the mean
 * @param learningRate before scaling
 * @param scaling of it by the workers
 * @param schedule of it over the planned epochs
 */
record Recipe(
    int workers,
    int batchSize,
    int averagingFrequency,
    OuterStep outer,
    double learningRate,
    LearningRateScaling scaling,
    LearningRateSchedule schedule) {
  /** The notebook's. */
  static final double LEARNING_RATE = 0.001;

  private static final int BATCH_SIZE = 128;
  private static final int FREQUENCY = 16;

  /** What {@code train --workers N} takes without further flags. */
  static Recipe defaults(int workers) {
    Averaging defaults = AveragingDefaults.forWorkers(workers, 1, 0);
    return new Recipe(
        workers,
        defaults.batchSize(),
        defaults.averagingFrequency(),
        defaults.outer(),
        LEARNING_RATE,
        defaults.learningRates().scaling(),
        defaults.learningRates().schedule());
  }

  /** The mean and nothing else; with one worker, the notebook's training. */
  static Recipe plain(int workers) {
    return new Recipe(
        workers,
        BATCH_SIZE,
        FREQUENCY,
        OuterStep.MEAN,
        LEARNING_RATE,
        LearningRateScaling.NONE,
        LearningRateSchedule.CONSTANT);
  }

  /** What a replica's rate is multiplied by, against the notebook's. */
  double rateFactor() {
    return learningRate / LEARNING_RATE * scaling.factor(workers, batchSize);
  }

  /** Whether the other one is the same but for the rounding of its rates. */
  boolean trainsLike(Recipe other) {
    return workers == other.workers
        && batchSize == other.batchSize
        && averagingFrequency == other.averagingFrequency
        && outer.equals(other.outer)
        && schedule == other.schedule
        && Math.abs(rateFactor() - other.rateFactor()) < 1e-9;
  }

  AveragingTrainingMaster master(int epochs, long seed) {
    return new AveragingTrainingMaster.Builder()
        .workers(workers)
        .batchSizePerWorker(batchSize)
        .averagingFrequency(averagingFrequency)
        .outerStep(outer)
        .learningRateScaling(scaling)
        .learningRateSchedule(schedule, epochs)
        .rngSeed(seed)
        .build();
  }
}
