package org.mnistspark.averaging;

/**
 * How the learning rate of a replica grows with the number of workers n. A round moves the mean
 * about as far as it moves one replica; more workers make fewer rounds of an epoch, and a larger
 * rate makes up for it.
 */
public enum LearningRateScaling {
  /** The rate as it is. */
  NONE {
    @Override
    public double factor(int workers) {
      return 1;
    }
  },
  /** Times √n, which keeps the variance of a step (A. Krizhevsky, "One weird trick", 2014). */
  SQRT {
    @Override
    public double factor(int workers) {
      return Math.sqrt(workers);
    }
  },
  /** Times n (P. Goyal et al., "Accurate, large minibatch SGD", 2017). */
  LINEAR {
    @Override
    public double factor(int workers) {
      return workers;
    }
  };

  /** What the rate is multiplied by. */
  public abstract double factor(int workers);
}
