package org.mnistspark.cli;

import java.util.List;
import org.mnistspark.dl4j.HiddenActivation;
import org.mnistspark.dl4j.UpdaterChoice;
import org.mnistspark.job.NetworkConfig;
import picocli.CommandLine.Option;

/** What {@code train} takes about the network. */
final class NetworkOptions {
  @Option(
      names = "--hidden",
      paramLabel = "UNITS",
      split = ",",
      description = "Units of each hidden layer: 512 or 512,256.")
  private List<Integer> hidden;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description =
          "Activation function of the hidden layers: relu, leakyrelu, tanh, sigmoid, identity.")
  private HiddenActivation activation;

  @Option(
      names = "--updater",
      paramLabel = "NAME",
      description = "Optimizer of a replica: rmsprop, adam, sgd, nesterovs.")
  private UpdaterChoice updater;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      description =
          "Learning rate of one replica; auto: the updater's own, 0.001 for rmsprop and adam, 0.01 for sgd and nesterovs.")
  private String learningRate;

  @Option(names = "--l2", paramLabel = "X", description = "Weight decay on weights, not biases.")
  private double l2;

  NetworkConfig config() {
    double rate =
        Values.positiveUnlessAuto("--learning-rate", learningRate)
            .orElseGet(updater::defaultLearningRate);
    return new NetworkConfig(hidden, activation, updater, rate, l2);
  }
}
