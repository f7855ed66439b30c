package org.mnistspark.mlp;

/** Loss derivative and gradient of a network whose inputs are dense, by OpenBLAS. */
final class DenseGradient {
  private final Forward forward;
  private final Backward backward;
  private final Examples.Scratch scratch;

  DenseGradient(Topology topology, int maxBatch) {
    forward = new Forward(topology, 0, maxBatch);
    backward = new Backward(topology, forward, maxBatch);
    scratch = new Examples.Scratch(maxBatch, topology.inputs());
  }

  /**
   * Runs a minibatch through the network: the rows that are at [from, from + n) of the order.
   *
   * @param weights flat, in a step's order
   * @param logits [n, classes] column-major, overwritten
   */
  void forward(float[] weights, Examples examples, int[] order, int from, int n, float[] logits) {
    BlasThreads.single();
    forward.load(weights);
    examples.gather(order, from, n, forward.input(), scratch);
    forward.run(n, logits);
  }

  /**
   * Back-propagates through the pass that {@link #forward} ran last.
   *
   * @param logitDeltas derivative of the loss by the logits, [n, classes] column-major
   * @param gradient flat, overwritten
   */
  void backward(int n, float[] logitDeltas, float[] gradient) {
    backward.run(n, logitDeltas, gradient);
  }
}
