package org.mnistspark.bench.averaging;

import org.mnistspark.averaging.Averaging;
import org.mnistspark.averaging.AveragingDefaults;
import org.mnistspark.averaging.LearningRateScaling;
import org.mnistspark.averaging.LearningRateSchedule;
import org.mnistspark.averaging.LearningRates;
import org.mnistspark.averaging.OuterStep;

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

  /** What {@code train --workers N} takes on this many examples without further flags. */
  static Recipe defaults(int workers, long examples) {
    Averaging defaults = AveragingDefaults.forWorkers(workers, examples, 1, 0);
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
  double rateFactor(int epochs, long examples) {
    return learningRate
        / LEARNING_RATE
        * averaging(epochs, 0).learningRateFactor(workers, examples);
  }

  Averaging averaging(int epochs, long seed) {
    return new Averaging(
        batchSize,
        averagingFrequency,
        outer,
        new LearningRates(scaling, schedule, epochs, 0),
        seed);
  }
}
