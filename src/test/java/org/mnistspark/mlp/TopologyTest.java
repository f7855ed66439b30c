package org.mnistspark.mlp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class TopologyTest {

  @Test
  void countsTheParametersOfTheDefaultNetwork() {
    assertEquals(407_050, Fixtures.DEFAULT.parameters());
  }

  @Test
  void laysLayersOutOneAfterTheOther() {
    Topology topology = new Topology(3, List.of(4, 2), Activation.TANH, 5);
    assertEquals(
        List.of(
            new Topology.Layer(3, 4, 0),
            new Topology.Layer(4, 2, 16),
            new Topology.Layer(2, 5, 26)),
        topology.layers());
    assertEquals(12, topology.layers().get(0).biasesAt());
    assertEquals(41, topology.parameters());
  }

  @Test
  void namesParameters() {
    Topology topology = new Topology(3, List.of(4), Activation.TANH, 2);
    assertEquals("layer 0 weight [2, 1]", topology.describe(5));
    assertEquals("layer 0 bias [3]", topology.describe(15));
    assertEquals("layer 1 weight [0, 1]", topology.describe(20));
    assertEquals("layer 1 bias [1]", topology.describe(25));
    assertEquals(
        "parameter: expected 0 to 25, found 26",
        assertThrows(IndexOutOfBoundsException.class, () -> topology.describe(26)).getMessage());
  }

  @Test
  void rejectsImpossibleSizes() {
    assertMessage("inputs: expected at least 1, found 0", 0, List.of(1), 2);
    assertMessage("units of a hidden layer: expected at least 1, found -1", 1, List.of(4, -1), 2);
    assertMessage("classes: expected at least 2, found 1", 1, List.of(), 1);
    assertMessage(
        "parameters: expected at most 536854527, found 10000110000010"
            + " in 1000000-[10000000]-10; use fewer units",
        1_000_000,
        List.of(10_000_000),
        10);
  }

  @Test
  void aLeakyReluHasASlope() {
    assertEquals(0.01, new Topology(2, List.of(2), Activation.LEAKYRELU, 2).slope());
    for (double slope : new double[] {0, -0.1, 1e-50, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertEquals(
          "slope of a leaky relu: expected a number above 0, found " + slope,
          assertThrows(
                  IllegalArgumentException.class,
                  () -> new Topology(2, List.of(2), Activation.LEAKYRELU, slope, 2))
              .getMessage());
    }
    assertEquals(
        "slope: expected 0 for RELU, found 0.1",
        assertThrows(
                IllegalArgumentException.class,
                () -> new Topology(2, List.of(2), Activation.RELU, 0.1, 2))
            .getMessage());
  }

  private static void assertMessage(String message, int inputs, List<Integer> hidden, int classes) {
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> new Topology(inputs, hidden, Activation.RELU, classes))
            .getMessage());
  }
}
