package org.mnistspark.dl4j;

import java.util.Locale;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.mnistspark.averaging.ModelState;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network's weights, updater state and iteration count as flat arrays, and back: copies, for the
 * order is the same.
 */
final class NetworkStates {
  private NetworkStates() {}

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
  static void restore(ModelState state, int epochs, MultiLayerNetwork network) {
    ModelState own = read(network, new float[0]);
    if (own.weights().length != state.weights().length
        || own.updater().length != state.updater().length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a state of %d weights and %d updater values, found %d and %d",
              own.weights().length,
              own.updater().length,
              state.weights().length,
              state.updater().length));
    }
    write(state, network);
    network.getLayerWiseConfigurations().setEpochCount(epochs);
  }

  static INDArray row(float[] values) {
    return Nd4j.create(values, new long[] {1, values.length}, 'c');
  }
}
