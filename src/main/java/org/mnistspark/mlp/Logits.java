package org.mnistspark.mlp;

import java.util.Arrays;

/**
 * The output layer of a trained network, exact to about a float's rounding: a few units at a time
 * are added up as floats, and these sums as doubles. A float that runs over all units is rounded at
 * each of them to the unit of a logit that may be 20 or more, and a probability is off by more than
 * 1e-6. The logits of an example do not depend on those beside it.
 */
final class Logits {
  /** Products that are added up as floats. */
  static final int TERMS = 32;

  private final int units;
  private final float[][] weights; // [classes][units]
  private final float[] biases;
  private final float[][] transposed; // activations, [units][examples]
  private final float[] sum;
  private final double[] total;
  private final int[] all;

  /**
   * A layer with these weights.
   *
   * @param parameters flat, of the whole network
   */
  Logits(Topology topology, float[] parameters, int maxExamples) {
    Topology.Layer layer = topology.layers().get(topology.hidden().size());
    units = layer.inputs();
    weights = new float[layer.outputs()][];
    for (int c = 0; c < weights.length; c++) {
      int at = layer.weightsAt() + c * units;
      weights[c] = Arrays.copyOfRange(parameters, at, at + units);
    }
    biases = Arrays.copyOfRange(parameters, layer.biasesAt(), layer.biasesAt() + layer.outputs());
    transposed = new float[units][maxExamples];
    sum = new float[maxExamples];
    total = new double[maxExamples];
    all = Rows.all(units);
  }

  /**
   * The logits of n examples.
   *
   * @param activations [examples][units]
   * @param logits [examples, classes] column-major, overwritten
   */
  void of(float[][] activations, int n, float[] logits) {
    Rows.transpose(activations, n, units, transposed);
    for (int c = 0; c < weights.length; c++) {
      Arrays.fill(total, 0, n, biases[c]);
      for (int from = 0; from < units; from += TERMS) {
        Arrays.fill(sum, 0, n, 0f);
        Rows.add(sum, n, transposed, all, from, Math.min(units, from + TERMS), weights[c], 0);
        for (int e = 0; e < n; e++) {
          total[e] += sum[e];
        }
      }
      for (int e = 0; e < n; e++) {
        logits[c * n + e] = (float) total[e];
      }
    }
  }
}
