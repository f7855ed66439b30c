package org.mnistspark.averaging;

/**
 * How the learning rate of a replica grows with n, the examples of one minibatch of every worker
 * over those of the notebook's minibatch of 128, or as its steps become fewer. More workers take
 * fewer steps each, and a larger rate makes up for it.
 */
public enum LearningRateScaling {
  /** The rate as it is. */
  NONE {
    @Override
    double factor(double n, double steps) {
      return 1;
    }
  },
  /** Times √n, which keeps the variance of a step (A. Krizhevsky, "One weird trick", 2014). */
  SQRT {
    @Override
    double factor(double n, double steps) {
      return Math.sqrt(n);
    }
  },
  /** Times n (P. Goyal et al., "Accurate, large minibatch SGD", 2017). */
  LINEAR {
    @Override
    double factor(double n, double steps) {
      return n;
    }
  },
  /**
   * Times √(20,000 / t) for a replica that takes t steps in the whole training, from 1 to 6. Steps
   * of an updater that divides by the gradient's size, as RMSProp does, have a length of their own,
   * however many examples they average over; so few steps have to be longer ones to come as far.
   * The numbers were found by trial, see docs/averaging.md.
   */
  STEPS {
    @Override
    double factor(double n, double steps) {
      return Math.max(1, Math.min(6, Math.sqrt(20_000 / steps)));
    }
  };

  /** The minibatch that a learning rate without scaling is meant for. */
  private static final double BASE_BATCH_SIZE = 128;

  abstract double factor(double n, double steps);

  /**
   * What the rate is multiplied by.
   *
   * @param batchSize examples per minibatch and worker
   * @param steps minibatches of a replica in the whole training, at least 1
   */
  public double factor(int workers, int batchSize, double steps) {
    return factor(workers * (double) batchSize / BASE_BATCH_SIZE, steps);
  }
}
