package org.mnistspark.dl4j;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.mnistspark.averaging.ModelState;

/**
 * All that decides how a training goes on: what a checkpoint keeps. The order of examples derives
 * from seed, epoch and worker, so that no random state is part of it.
 *
 * @param model weights, updater state, outer momentum and iteration
 * @param epochs complete ones
 * @param progress in the one that follows
 */
public record TrainingState(ModelState model, int epochs, EpochProgress progress) {
  /** Of a network between two epochs of a training without outer momentum. */
  public static TrainingState of(MultiLayerNetwork network) {
    return new TrainingState(
        NetworkStates.read(network, new float[0]), network.getEpochCount(), EpochProgress.NONE);
  }

  /**
   * Puts a network where this one was.
   *
   * @throws IllegalArgumentException when the state is that of another network
   */
  public void restoreTo(MultiLayerNetwork network) {
    NetworkStates.restore(model, epochs, network);
  }
}
