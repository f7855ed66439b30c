package org.mnistspark.mlp;

import java.util.Arrays;

/**
 * The output layer, in plain loops: its products are too small for native calls to pay, and so no
 * bit of what has nothing but this above a sparse layer depends on OpenBLAS. An example's logits do
 * not depend on the others of its minibatch.
 */
final class OutputLayer implements UpperLayers {
  private final Topology topology;
  private final Topology.Layer layer;
  private final int units;
  private final int classes;
  private final float[][] weights; // [classes][units]
  private final float[][] transposed; // activations, [units][examples]
  private final float[] sum;
  private final float[] rowDeltas; // [examples, classes] row-major
  private final int[] all;

  OutputLayer(Topology topology, int maxBatch) {
    this.topology = topology;
    layer = topology.layers().get(topology.hidden().size());
    units = layer.inputs();
    classes = layer.outputs();
    weights = new float[classes][units];
    transposed = new float[units][maxBatch];
    sum = new float[Math.max(units, maxBatch)];
    rowDeltas = new float[Math.multiplyExact(maxBatch, classes)];
    all = Rows.all(Math.max(Math.max(units, maxBatch), classes));
  }

  @Override
  public void forward(float[] parameters, float[][] activations, int n, float[] logits) {
    Rows.transpose(activations, n, units, transposed);
    for (int c = 0; c < classes; c++) {
      System.arraycopy(parameters, layer.weightsAt() + c * units, weights[c], 0, units);
      Arrays.fill(sum, 0, n, parameters[layer.biasesAt() + c]);
      Rows.add(sum, n, transposed, all, 0, units, weights[c], 0);
      System.arraycopy(sum, 0, logits, c * n, n);
    }
  }

  @Override
  public void backward(
      float[][] activations, int n, float[] logitDeltas, float[][] deltas, float[] gradient) {
    float slope = (float) topology.slope();
    for (int e = 0; e < n; e++) {
      for (int c = 0; c < classes; c++) {
        rowDeltas[e * classes + c] = logitDeltas[c * n + e];
      }
      Arrays.fill(deltas[e], 0, units, 0f);
      Rows.add(deltas[e], units, weights, all, 0, classes, rowDeltas, e * classes);
      topology.activation().backward(activations[e], deltas[e], units, slope);
    }
    for (int c = 0; c < classes; c++) {
      Arrays.fill(sum, 0, units, 0f);
      Rows.add(sum, units, activations, all, 0, n, logitDeltas, c * n);
      System.arraycopy(sum, 0, gradient, layer.weightsAt() + c * units, units);
      float bias = 0;
      for (int e = 0; e < n; e++) {
        bias += logitDeltas[c * n + e];
      }
      gradient[layer.biasesAt() + c] = bias;
    }
  }
}
