package org.mnistspark.averaging;

/**
 * How replicas are averaged where the user leaves it open: what keeps the accuracy of one worker,
 * of 60,000 examples and of 3,000,000, see docs/averaging.md.
 */
public final class AveragingDefaults {
  /**
   * Examples of a round and worker beyond which rounds gain no more speed: an exchange of 10 ms
   * takes a fortieth of such a round.
   */
  private static final double MAX_EXAMPLES_PER_ROUND = 16_384;

  private static final double MAX_BATCH_SIZE = 128;

  /** Below this many examples per round and worker the momentum carries on for longer. */
  private static final double FEW_EXAMPLES_PER_ROUND = 512;

  private AveragingDefaults() {}

  /**
   * The more workers, the more rounds an epoch has to have, so that of a given number of examples a
   * worker trains fewer in a round, in smaller minibatches. More examples make longer rounds, not
   * more rounds.
   *
   * @param workers at least 1
   * @param examples of the training set, at least 1
   */
  public static Averaging forWorkers(int workers, long examples, int plannedEpochs, long seed) {
    double perRound =
        powerOfTwo(
            Math.min(MAX_EXAMPLES_PER_ROUND, examples / (roundsPerEpoch(workers) * workers)));
    double batchSize = Math.min(MAX_BATCH_SIZE, powerOfTwo(Math.sqrt(15 * perRound)));
    batchSize = Math.min(batchSize, perRound);
    return new Averaging(
        (int) batchSize,
        (int) (perRound / batchSize),
        OuterStep.of(momentum(workers, perRound), true),
        new LearningRates(LearningRateScaling.STEPS, LearningRateSchedule.LINEAR, plannedEpochs, 0),
        seed);
  }

  private static double roundsPerEpoch(int workers) {
    if (workers <= 1) {
      return 8;
    }
    if (workers <= 2) {
      return 2;
    }
    if (workers <= 4) {
      return 4;
    }
    if (workers <= 8) {
      return 15;
    }
    if (workers <= 16) {
      return 50;
    }
    return workers <= 32 ? 60 : 120;
  }

  private static double momentum(int workers, double perRound) {
    if (workers <= 2) {
      return 0.5;
    }
    if (workers <= 4) {
      return 0.7;
    }
    return perRound < FEW_EXAMPLES_PER_ROUND ? 0.9 : 0.8;
  }

  /** The nearest power of two, as a ratio; at least 1. */
  private static double powerOfTwo(double value) {
    return Math.max(1, Math.scalb(1.0, (int) Math.rint(Math.log(value) / Math.log(2))));
  }

  /**
   * Plain averaging, as DL4J's own training master has it. That one passes over the whole training
   * set for every averaging, so that small frequencies cost time, while accuracy hardly depends on
   * them.
   */
  public static Averaging plain(int plannedEpochs, long seed) {
    return new Averaging(
        128,
        64,
        OuterStep.MEAN,
        new LearningRates(
            LearningRateScaling.NONE, LearningRateSchedule.CONSTANT, plannedEpochs, 0),
        seed);
  }
}
