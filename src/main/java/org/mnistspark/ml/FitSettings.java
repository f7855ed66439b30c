package org.mnistspark.ml;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.mnistspark.averaging.Averaging;
import org.mnistspark.averaging.AveragingConfig;
import org.mnistspark.averaging.AveragingDefaults;
import org.mnistspark.dl4j.HiddenActivation;
import org.mnistspark.dl4j.NetworkSettings;
import org.mnistspark.dl4j.UpdaterChoice;
import org.mnistspark.mlp.Mlp;
import org.mnistspark.run.record.RunIdentity;

/**
 * What is trained, and how.
 *
 * @param hidden units of each hidden layer
 * @param activation of the hidden layers
 * @param updater turns gradients into weight changes
 * @param learningRate of one worker
 * @param l2 weight decay on weights
 * @param epochs passes over the training set
 * @param workers replicas; empty: the default parallelism
 * @param averaging what the user says about it
 * @param checkpointFolder where checkpoints are kept during a fit; empty: there are none
 * @param checkpointInterval epochs between checkpoints
 * @param patience epochs without a lower validation loss after which training ends
 * @param seed everything random derives from it
 */
record FitSettings(
    List<Integer> hidden,
    HiddenActivation activation,
    UpdaterChoice updater,
    double learningRate,
    double l2,
    int epochs,
    OptionalInt workers,
    AveragingConfig averaging,
    Optional<String> checkpointFolder,
    int checkpointInterval,
    OptionalInt patience,
    long seed) {

  /** The network for data of this shape. */
  NetworkSettings network(int inputs, int classes) {
    return new NetworkSettings(
        inputs, hidden, activation, classes, updater, learningRate, l2, seed);
  }

  /**
   * What decides the weights of a model: only a fit of the same identity goes on where another one
   * stopped.
   *
   * @param network that is trained
   * @param replicas that train side by side
   * @param how it is averaged, for these workers and examples
   * @param initial whose weights are the first ones
   * @param rows a hash of the training set
   */
  RunIdentity identity(
      NetworkSettings network, int replicas, Averaging how, Optional<Mlp> initial, String rows) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("network", network.toString());
    settings.put("epochs", String.valueOf(epochs));
    settings.put("early_stopping_patience", patience.toString());
    settings.put("workers", String.valueOf(replicas));
    settings.put("averaging", how.toString());
    initial.ifPresent(
        model ->
            settings.put("initial_model", Integer.toHexString(Arrays.hashCode(model.weights()))));
    return new RunIdentity(settings, Map.of("rows", rows));
  }

  /** How this many replicas are averaged, with all that the user left open. */
  Averaging averaging(int replicas, long examples) {
    return averaging.over(AveragingDefaults.forWorkers(replicas, examples, epochs, seed));
  }
}
