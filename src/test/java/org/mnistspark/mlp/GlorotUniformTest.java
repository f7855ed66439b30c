package org.mnistspark.mlp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GlorotUniformTest {

  @Test
  void weightsFillTheirRangeAndBiasesAreZero() {
    float[] parameters = GlorotUniform.parameters(Fixtures.DEFAULT, 42);
    for (Topology.Layer layer : Fixtures.DEFAULT.layers()) {
      double limit = Math.sqrt(6.0 / (layer.inputs() + layer.outputs()));
      double largest = 0;
      double sum = 0;
      for (int i = layer.weightsAt(); i < layer.biasesAt(); i++) {
        largest = Math.max(largest, Math.abs(parameters[i]));
        sum += parameters[i];
      }
      assertTrue(largest <= limit && largest > 0.99 * limit, "largest: " + largest);
      assertEquals(0, sum / (layer.biasesAt() - layer.weightsAt()), 0.03 * limit);
      for (int i = 0; i < layer.outputs(); i++) {
        assertEquals(0f, parameters[layer.biasesAt() + i]);
      }
    }
  }

  @Test
  void theSeedDecides() {
    float[] parameters = GlorotUniform.parameters(Fixtures.DEFAULT, 1);
    assertArrayEquals(parameters, GlorotUniform.parameters(Fixtures.DEFAULT, 1));
    assertNotEquals(parameters[0], GlorotUniform.parameters(Fixtures.DEFAULT, 2)[0]);
  }
}
