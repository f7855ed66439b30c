package org.mnistspark.dl4j;

import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * The rule that turns gradients into weight changes. Settings other than the learning rate are
 * Keras' defaults.
 */
public enum UpdaterChoice {
  /**
   * RMSProp with decay 0.9 and epsilon 1e-7, as in the notebook (DL4J's own defaults are 0.95 and
   * 1e-8).
   */
  RMSPROP(UpdaterChoice.ADAPTIVE) {
    @Override
    IUpdater dl4j(double learningRate) {
      return new RmsProp(learningRate, 0.9, 1e-7);
    }
  },
  /** Adam with beta1 0.9, beta2 0.999 and epsilon 1e-7. */
  ADAM(UpdaterChoice.ADAPTIVE) {
    @Override
    IUpdater dl4j(double learningRate) {
      return new Adam(learningRate, 0.9, 0.999, 1e-7);
    }
  },
  /** Plain stochastic gradient descent. */
  SGD(UpdaterChoice.PLAIN) {
    @Override
    IUpdater dl4j(double learningRate) {
      return new Sgd(learningRate);
    }
  },
  /** SGD with Nesterov momentum 0.9. */
  NESTEROVS(UpdaterChoice.PLAIN) {
    @Override
    IUpdater dl4j(double learningRate) {
      return new Nesterovs(learningRate, 0.9);
    }
  };

  private static final double ADAPTIVE = 0.001;
  private static final double PLAIN = 0.01;

  private final double defaultLearningRate;

  UpdaterChoice(double defaultLearningRate) {
    this.defaultLearningRate = defaultLearningRate;
  }

  /** What Keras takes for it. */
  public double defaultLearningRate() {
    return defaultLearningRate;
  }

  abstract IUpdater dl4j(double learningRate);
}
