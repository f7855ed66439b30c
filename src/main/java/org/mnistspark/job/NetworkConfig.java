package org.mnistspark.job;

import java.util.List;
import org.mnistspark.dl4j.HiddenActivation;
import org.mnistspark.dl4j.NetworkSettings;
import org.mnistspark.dl4j.UpdaterChoice;
import org.mnistspark.failure.Checks;

/**
 * The network and how a replica of it learns.
 *
 * @param hidden units of each hidden layer
 * @param activation activation function of the hidden layers
 * @param updater turns gradients into weight changes
 * @param learningRate learning rate of one replica
 * @param l2 weight decay on weights, not biases
 */
public record NetworkConfig(
    List<Integer> hidden,
    HiddenActivation activation,
    UpdaterChoice updater,
    double learningRate,
    double l2) {
  /** Copies the list and checks the numbers. */
  public NetworkConfig {
    hidden = List.copyOf(hidden);
    hidden.forEach(units -> Checks.positive("hidden", units));
    Checks.positive("learning-rate", learningRate);
    Checks.notNegative("l2", l2);
  }

  /** The network for data of this shape. */
  NetworkSettings settings(int inputs, int classes, long seed) {
    return new NetworkSettings(
        inputs, hidden, activation, classes, updater, learningRate, l2, seed);
  }
}
