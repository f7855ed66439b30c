package org.mnistspark.dl4j;

import org.nd4j.linalg.activations.Activation;

/** Activation function of the hidden layers; the output layer is always softmax. */
public enum HiddenActivation {
  /** max(0, x). */
  RELU(Activation.RELU),
  /** x where it is positive, else 0.01 x. */
  LEAKYRELU(Activation.LEAKYRELU),
  /** Hyperbolic tangent. */
  TANH(Activation.TANH),
  /** 1 / (1 + exp(-x)). */
  SIGMOID(Activation.SIGMOID),
  /** x. */
  IDENTITY(Activation.IDENTITY);

  private final Activation dl4j;

  HiddenActivation(Activation dl4j) {
    this.dl4j = dl4j;
  }

  Activation dl4j() {
    return dl4j;
  }
}
