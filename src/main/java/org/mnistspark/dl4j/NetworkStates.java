package org.mnistspark.dl4j;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.mnistspark.averaging.ModelState;
import org.mnistspark.averaging.TrainingState;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network's weights, updater state and iteration count as flat arrays, and back: copies, for the
 * order is the same.
 */
public final class NetworkStates {
  private NetworkStates() {}

  /** The state of a network, which has no momentum of an outer step. */
  public static ModelState read(MultiLayerNetwork network) {
    return read(network, new float[0]);
  }

  static ModelState read(MultiLayerNetwork network, float[] outerMomentum) {
    // Null for updaters without state.
    INDArray updater = network.getUpdater().getStateViewArray();
    return new ModelState(
        network.params().toFloatVector(),
        updater == null ? new float[0] : updater.toFloatVector(),
        outerMomentum,
        network.getIterationCount());
  }

  static void write(ModelState state, MultiLayerNetwork network) {
    network.setParams(row(state.weights()));
    if (state.updater().length > 0) {
      network.getUpdater().setStateViewArray(network, row(state.updater()), false);
    }
    network.getLayerWiseConfigurations().setIterationCount(state.iteration());
  }

  /**
   * Puts a network where one of its shape was.
   *
   * @throws IllegalArgumentException when the state is that of another network
   */
  public static void restore(TrainingState state, MultiLayerNetwork network) {
    ModelState own = read(network);
    ModelState model = state.model();
    if (own.weights().length != model.weights().length
        || own.updater().length != model.updater().length) {
      throw new IllegalArgumentException(
          "expected a state of %s weights and %s updater values, found %s and %s"
              .formatted(
                  own.weights().length,
                  own.updater().length,
                  model.weights().length,
                  model.updater().length));
    }
    write(model, network);
    network.getLayerWiseConfigurations().setEpochCount(state.epochs());
  }

  static INDArray row(float[] values) {
    return Nd4j.create(values, new long[] {1, values.length}, 'c');
  }
}
