package org.mnistspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mnistspark.averaging.ModelState;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

final class NetworkStatesTest {
  @ParameterizedTest
  @EnumSource(UpdaterChoice.class)
  void aNetworkGoesOnFromAnothersState(UpdaterChoice choice) {
    MultiLayerNetwork one = Stripes.network(choice.dl4j(0.01));
    MultiLayerNetwork two = Stripes.network(choice.dl4j(0.01));
    one.fit(Stripes.dataSet(0, 30));
    one.fit(Stripes.dataSet(30, 30));

    NetworkStates.write(NetworkStates.read(one, new float[0]), two);
    one.fit(Stripes.dataSet(60, 30));
    two.fit(Stripes.dataSet(60, 30));

    assertArrayEquals(Stripes.weights(one), Stripes.weights(two));
    assertEquals(3, two.getIterationCount());
  }

  @Test
  void aStateIsACopy() {
    MultiLayerNetwork network = Stripes.network(new Adam(0.01));
    ModelState state = NetworkStates.read(network, new float[0]);
    float before = state.weights()[0];

    network.fit(Stripes.dataSet(0, 30));

    assertEquals(before, state.weights()[0]);
    assertEquals(0, state.iteration());
    assertEquals(2 * state.weights().length, state.updater().length);
  }

  @Test
  void sgdHasNoState() {
    assertEquals(
        0, NetworkStates.read(Stripes.network(new Sgd(0.1)), new float[0]).updater().length);
  }
}
