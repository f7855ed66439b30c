package org.mnistspark.averaging;

/**
 * How the learning rate changes over a training of a planned length. DL4J's own schedules would not
 * do for the linear one: its PolySchedule (1.0.0-M2.1) grows where it should fall.
 */
public enum LearningRateSchedule {
  /** The rate as it is. */
  CONSTANT {
    @Override
    public double factor(double progress) {
      return 1;
    }
  },
  /** A third of it after each third of the training. */
  STEP {
    @Override
    public double factor(double progress) {
      return Math.pow(1 / 3.0, Math.floor(3 * progress));
    }
  },
  /** Down to a hundredth, by the same factor in every iteration. */
  EXPONENTIAL {
    @Override
    public double factor(double progress) {
      return Math.pow(0.01, progress);
    }
  },
  /** Down to 0 in a straight line. */
  LINEAR {
    @Override
    public double factor(double progress) {
      return Math.max(0, 1 - progress);
    }
  },
  /** Down to 0 along half a cosine (I. Loshchilov and F. Hutter, "SGDR", 2017). */
  COSINE {
    @Override
    public double factor(double progress) {
      return (1 + Math.cos(Math.PI * Math.min(1, progress))) / 2;
    }
  };

  /**
   * What the rate is multiplied by.
   *
   * @param progress iterations done over iterations planned; 0 in the first
   */
  public abstract double factor(double progress);
}
