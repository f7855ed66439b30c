package org.mnistspark.report;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.mnistspark.mlp.Mlp;
import org.mnistspark.mlp.Topology;

/**
 * How large the weights are by which an input enters a network.
 *
 * @param input its number
 * @param size mean of their absolute values over the first layer's units
 */
record InputWeight(int input, double size) {

  /** All inputs, the largest weights first; of equal ones the lower input. */
  static List<InputWeight> of(Mlp network) {
    Topology.Layer first = network.topology().layers().get(0);
    float[] weights = network.weights();
    double[] sums = new double[first.inputs()];
    for (int o = 0; o < first.outputs(); o++) {
      for (int i = 0; i < first.inputs(); i++) {
        sums[i] += Math.abs(weights[first.weightsAt() + o * first.inputs() + i]);
      }
    }
    return IntStream.range(0, first.inputs())
        .mapToObj(i -> new InputWeight(i, sums[i] / first.outputs()))
        .sorted(Comparator.comparingDouble(InputWeight::size).reversed())
        .toList();
  }
}
