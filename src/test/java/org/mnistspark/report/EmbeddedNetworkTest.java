package org.mnistspark.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mnistspark.mlp.Activation;
import org.mnistspark.mlp.Mlp;
import org.mnistspark.mlp.Topology;

class EmbeddedNetworkTest {

  /** The network that a reader of the embedded one has. */
  private static Mlp read(Topology topology, String base64) {
    ByteBuffer buffer =
        ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
    float[] weights = new float[topology.parameters()];
    for (Topology.Layer layer : topology.layers()) {
      float[] scales = new float[layer.outputs()];
      for (int o = 0; o < layer.outputs(); o++) {
        scales[o] = buffer.getFloat();
      }
      for (int o = 0; o < layer.outputs(); o++) {
        weights[layer.biasesAt() + o] = buffer.getFloat();
      }
      for (int k = 0; k < layer.inputs() * layer.outputs(); k++) {
        weights[layer.weightsAt() + k] = buffer.getShort() * scales[k / layer.inputs()];
      }
    }
    assertEquals(0, buffer.remaining());
    return new Mlp(topology, weights);
  }

  @Test
  void classifiesAsTheNetworkItself() {
    for (Activation activation : Activation.values()) {
      for (List<Integer> hidden : List.of(List.<Integer>of(), List.of(40), List.of(33, 17))) {
        Mlp network = RunReports.network(784, hidden, activation);

        Mlp embedded = read(network.topology(), new EmbeddedNetwork(network).base64());

        float[] expected = new float[10];
        float[] found = new float[10];
        for (int i = 0; i < 50; i++) {
          float[] features = RunReports.example(i, 784);
          network.classify(features, 1, expected);
          embedded.classify(features, 1, found);
          assertArrayEquals(expected, found, 1e-3f, activation + " " + hidden);
        }
      }
    }
  }

  @Test
  void aUnitOfZerosStaysOne() {
    Topology topology = new Topology(3, List.of(), Activation.RELU, 2);
    float[] weights = {0, 0, 0, 1, -2, 0.5f, 0.25f, -0.25f};
    Mlp network = new Mlp(topology, weights);

    float[] read = read(topology, new EmbeddedNetwork(network).base64()).weights();

    assertArrayEquals(weights, read, 1e-4f);
  }

  @Test
  void describesItselfInJson() {
    Mlp network = RunReports.network(784, List.of(5, 4), Activation.TANH);

    assertEquals(
        "{\"activation\":\"tanh\",\"slope\":0.0,\"widths\":[784,5,4,10]}",
        new EmbeddedNetwork(network).json());
  }

  @Test
  void tellsTheSlopeOfALeakyRelu() {
    Topology topology = new Topology(3, List.of(2), Activation.LEAKYRELU, 0.25, 2);
    Mlp network = new Mlp(topology, new float[topology.parameters()]);

    assertEquals(
        "{\"activation\":\"leakyrelu\",\"slope\":0.25,\"widths\":[3,2,2]}",
        new EmbeddedNetwork(network).json());
  }
}
