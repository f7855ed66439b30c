package org.mnistspark.ml;

import java.util.List;
import java.util.OptionalInt;
import org.mnistspark.averaging.Averaging;
import org.mnistspark.averaging.AveragingConfig;
import org.mnistspark.averaging.AveragingDefaults;
import org.mnistspark.dl4j.HiddenActivation;
import org.mnistspark.dl4j.NetworkSettings;
import org.mnistspark.dl4j.UpdaterChoice;

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
    OptionalInt patience,
    long seed) {

  /** The network for data of this shape. */
  NetworkSettings network(int inputs, int classes) {
    return new NetworkSettings(
        inputs, hidden, activation, classes, updater, learningRate, l2, seed);
  }

  /** How this many replicas are averaged, with all that the user left open. */
  Averaging averaging(int replicas, long examples) {
    return averaging.over(AveragingDefaults.forWorkers(replicas, examples, epochs, seed));
  }
}
