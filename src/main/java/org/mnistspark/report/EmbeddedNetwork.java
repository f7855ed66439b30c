package org.mnistspark.report;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.mnistspark.mlp.Mlp;
import org.mnistspark.mlp.Topology;

/**
 * A network as the page takes it. Weights are 16-bit integers with one scale per unit: half the
 * size of floats, and logits that differ by some 1e-4. (With 8 bits they differ by some 1e-2.)
 *
 * <p>Per layer, little-endian: the scales, float32[outputs]; the biases, float32[outputs]; W /
 * scale, int16[outputs][inputs].
 */
final class EmbeddedNetwork {
  /** What the page may weigh less its other parts. */
  private static final int MAX_BASE64 = 2_500_000;

  private final Topology topology;
  private final float[] weights;

  EmbeddedNetwork(Mlp network) {
    topology = network.topology();
    weights = network.weights();
  }

  /** Whether the page has room for it. */
  boolean fits() {
    return 4 * (bytes() / 3 + 1) <= MAX_BASE64;
  }

  private long bytes() {
    long bytes = 0;
    for (Topology.Layer layer : topology.layers()) {
      bytes += layer.outputs() * (2L * Float.BYTES + (long) Short.BYTES * layer.inputs());
    }
    return bytes;
  }

  /**
   * A JSON object: the activation, its slope below 0 if it is a leaky relu, and the widths from
   * inputs to classes. Numbers and one word.
   */
  String json() {
    List<Topology.Layer> layers = topology.layers();
    String outputs =
        layers.stream()
            .map(layer -> Integer.toString(layer.outputs()))
            .collect(Collectors.joining(","));
    return String.format(
        Locale.ROOT,
        "{\"activation\":\"%s\",\"slope\":%s,\"widths\":[%d,%s]}",
        topology.activation().name().toLowerCase(Locale.ROOT),
        topology.slope(),
        topology.inputs(),
        outputs);
  }

  /** The weights. */
  String base64() {
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.toIntExact(bytes())).order(ByteOrder.LITTLE_ENDIAN);
    topology.layers().forEach(layer -> put(layer, buffer));
    return Base64.getEncoder().encodeToString(buffer.array());
  }

  private void put(Topology.Layer layer, ByteBuffer buffer) {
    float[] scales = new float[layer.outputs()];
    for (int o = 0; o < scales.length; o++) {
      scales[o] = scale(layer.weightsAt() + o * layer.inputs(), layer.inputs());
      buffer.putFloat(scales[o]);
    }
    for (int o = 0; o < scales.length; o++) {
      buffer.putFloat(weights[layer.biasesAt() + o]);
    }
    for (int o = 0; o < scales.length; o++) {
      int column = layer.weightsAt() + o * layer.inputs();
      for (int i = 0; i < layer.inputs(); i++) {
        buffer.putShort((short) Math.round(weights[column + i] / scales[o]));
      }
    }
  }

  /** So that the largest weight of a unit is the largest number. */
  private float scale(int column, int inputs) {
    float largest = 0;
    for (int i = 0; i < inputs; i++) {
      largest = Math.max(largest, Math.abs(weights[column + i]));
    }
    return largest == 0 ? 1 : largest / Short.MAX_VALUE;
  }
}
