package org.mnistspark.mlp;

import java.io.Serializable;
import java.util.Arrays;

/**
 * How a gradient becomes a step, by the formulas and with the state of DL4J's updaters (nd4j-api,
 * {@code org.nd4j.linalg.learning}). The learning rate is not part of it: it is passed with each
 * step, so that schedules stay outside.
 *
 * <p>The state is one flat vector, interchangeable with the state view of DL4J's updater for a
 * network whose layers and biases all have the same updater configuration.
 */
public sealed interface Updater extends Serializable {

  /** Values of state per parameter. */
  int statesPerParameter();

  /** What DL4J initialises the state with. */
  float initialState();

  /** The state before the first step of a network with this many parameters. */
  default float[] newState(int parameters) {
    float[] state = new float[Math.multiplyExact(parameters, statesPerParameter())];
    Arrays.fill(state, initialState());
    return state;
  }

  /**
   * v = decay v + (1 - decay) g²; w -= rate g / (sqrt(v) + epsilon). The state is v, and starts at
   * epsilon.
   *
   * @param decay in [0, 1)
   * @param epsilon above 0
   */
  record RmsProp(double decay, double epsilon) implements Updater {
    /** Checks ranges. */
    public RmsProp {
      requireFraction("decay", decay);
      requirePositive("epsilon", epsilon);
    }

    @Override
    public int statesPerParameter() {
      return 1;
    }

    @Override
    public float initialState() {
      return (float) epsilon;
    }
  }

  /**
   * m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g²; w -= rate sqrt(1 - beta2^t) / (1 -
   * beta1^t) m / (sqrt(v) + epsilon), t counting steps from 1 (Kingma and Ba, 2015, section 2). The
   * state is m of all parameters, then v of all.
   *
   * @param beta1 in [0, 1)
   * @param beta2 in [0, 1)
   * @param epsilon above 0
   */
  record Adam(double beta1, double beta2, double epsilon) implements Updater {
    /** Checks ranges. */
    public Adam {
      requireFraction("beta1", beta1);
      requireFraction("beta2", beta2);
      requirePositive("epsilon", epsilon);
    }

    @Override
    public int statesPerParameter() {
      return 2;
    }

    @Override
    public float initialState() {
      return 0f;
    }
  }

  /** w -= rate g. No state. */
  record Sgd() implements Updater {
    @Override
    public int statesPerParameter() {
      return 0;
    }

    @Override
    public float initialState() {
      return 0f;
    }
  }

  /**
   * u = momentum v - rate g; w += (1 + momentum) u - momentum v; v = u. The state is v.
   *
   * @param momentum in [0, 1)
   */
  record Nesterovs(double momentum) implements Updater {
    /** Checks the range. */
    public Nesterovs {
      requireFraction("momentum", momentum);
    }

    @Override
    public int statesPerParameter() {
      return 1;
    }

    @Override
    public float initialState() {
      return 0f;
    }
  }

  private static void requireFraction(String what, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          what + ": expected at least 0 and below 1, found " + value);
    }
  }

  private static void requirePositive(String what, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(what + ": expected a value above 0, found " + value);
    }
  }
}
