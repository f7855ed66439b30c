package org.mnistspark.engine;

import org.mnistspark.mlp.Topology;
import org.mnistspark.mlp.Updater;

/**
 * What is trained, and by which rule.
 *
 * @param topology layers
 * @param updater of all layers
 * @param l2 weight decay on weights
 * @param learningRate of one replica, before scaling and schedule
 */
public record Network(Topology topology, Updater updater, double l2, LearningRate learningRate) {
  /** A learning rate that may change over time. */
  @FunctionalInterface
  public interface LearningRate {
    /**
     * The rate of a minibatch.
     *
     * @param iteration minibatches that every replica has trained before
     * @param epoch complete epochs
     */
    double at(int iteration, int epoch);
  }
}
