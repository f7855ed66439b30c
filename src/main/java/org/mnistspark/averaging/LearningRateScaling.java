package org.mnistspark.averaging;

/**
 * How the learning rate of a replica grows with n, the examples of one minibatch of every worker
 * over those of the notebook's minibatch of 128. More workers make fewer rounds per epoch, and a
 * larger rate makes up for it.
 */
public enum LearningRateScaling {
  /** The rate as it is. */
  NONE {
    @Override
    double factor(double n) {
      return 1;
    }
  },
  /** Times √n, which keeps the variance of a step (A. Krizhevsky, "One weird trick", 2014). */
  SQRT {
    @Override
    double factor(double n) {
      return Math.sqrt(n);
    }
  },
  /** Times n (P. Goyal et al., "Accurate, large minibatch SGD", 2017). */
  LINEAR {
    @Override
    double factor(double n) {
      return n;
    }
  };

  /** The minibatch that a learning rate without scaling is meant for. */
  private static final double BASE_BATCH_SIZE = 128;

  abstract double factor(double n);

  /**
   * What the rate is multiplied by.
   *
   * @param batchSize examples per minibatch and worker
   */
  public double factor(int workers, int batchSize) {
    return factor(workers * (double) batchSize / BASE_BATCH_SIZE);
  }
}
