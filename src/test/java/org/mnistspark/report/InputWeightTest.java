package org.mnistspark.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mnistspark.mlp.Activation;
import org.mnistspark.mlp.Mlp;
import org.mnistspark.mlp.Topology;

final class InputWeightTest {
  @Test
  void isTheMeanOfAbsoluteValuesOverTheFirstLayersUnits() {
    Topology topology = new Topology(3, List.of(), Activation.RELU, 2);
    // W of unit 0, W of unit 1, biases
    Mlp network = new Mlp(topology, new float[] {1, -2, 0.5f, -1, 4, 0.5f, 100, -100});

    assertEquals(
        List.of(new InputWeight(1, 3), new InputWeight(0, 1), new InputWeight(2, 0.5)),
        InputWeight.of(network));
  }

  @Test
  void ofEqualOnesTheLowerComesFirst() {
    Topology topology = new Topology(2, List.of(1), Activation.RELU, 2);
    Mlp network = new Mlp(topology, new float[topology.parameters()]);

    assertEquals(List.of(new InputWeight(0, 0), new InputWeight(1, 0)), InputWeight.of(network));
  }
}
