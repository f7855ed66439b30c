package org.mnistspark.dl4j;

import java.util.List;

/**
 * A network of dense layers with softmax on top, and how it learns.
 *
 * @param inputs values per example: 784 for MNIST
 * @param hidden units of each hidden layer
 * @param activation of the hidden layers
 * @param classes softmax outputs
 * @param updater turns gradients into weight changes
 * @param learningRate of one replica
 * @param l2 weight decay on weights, not biases
 * @param seed of the weight initialisation
 */
public record NetworkSettings(
    int inputs,
    List<Integer> hidden,
    HiddenActivation activation,
    int classes,
    UpdaterChoice updater,
    double learningRate,
    double l2,
    long seed) {

  /** Copies the list. */
  public NetworkSettings {
    hidden = List.copyOf(hidden);
  }
}
