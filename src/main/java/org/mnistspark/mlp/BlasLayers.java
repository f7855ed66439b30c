package org.mnistspark.mlp;

/**
 * Several layers above the first one, by OpenBLAS: products of two wide layers are what it is made
 * for.
 */
final class BlasLayers implements UpperLayers {
  private final Topology topology;
  private final Forward forward;
  private final Backward backward;

  BlasLayers(Topology topology, int maxBatch) {
    this.topology = topology;
    forward = new Forward(topology, 1, maxBatch);
    backward = new Backward(topology, forward, maxBatch);
  }

  @Override
  public void forward(float[] weights, float[][] activations, int n, float[] logits) {
    BlasThreads.single();
    int units = forward.layers().get(0).inputs();
    forward.load(weights);
    for (int e = 0; e < n; e++) {
      forward.input().put(e * units, activations[e], 0, units);
    }
    forward.run(n, logits);
  }

  @Override
  public void backward(
      float[][] activations, int n, float[] logitDeltas, float[][] deltas, float[] gradient) {
    int units = forward.layers().get(0).inputs();
    float slope = (float) topology.slope();
    backward.run(n, logitDeltas, gradient);
    backward.inputDeltas(n, deltas);
    for (int e = 0; e < n; e++) {
      topology.activation().backward(activations[e], deltas[e], units, slope);
    }
  }
}
