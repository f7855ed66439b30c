package org.mnistspark.mlp;

/**
 * All memory of a training step, owned by its caller and used again for every minibatch: about 12
 * bytes per parameter, a third of it on the heap, plus 16 bytes per unit and example. For one
 * thread at a time.
 */
public final class Workspace {

  private final Topology topology;
  private final int maxBatch;
  final Forward forward;
  final Backward backward;
  final Softmax softmax;
  final Examples.Scratch scratch;
  final float[] gradient;
  final float[] outputs; // logits, then probabilities, then their deltas: [n, classes] column-major
  final float[] targets; // [n, classes] column-major

  /**
   * Allocates the memory.
   *
   * @param maxBatch largest minibatch that it can take
   */
  public Workspace(Topology topology, int maxBatch) {
    if (maxBatch < 1) {
      throw new IllegalArgumentException("batch size: expected at least 1, found " + maxBatch);
    }
    this.topology = topology;
    this.maxBatch = maxBatch;
    forward = new Forward(topology, maxBatch);
    backward = new Backward(topology, maxBatch);
    softmax = new Softmax(topology.classes(), maxBatch);
    scratch = new Examples.Scratch(maxBatch, topology.inputs());
    gradient = new float[topology.parameters()];
    outputs = new float[Math.multiplyExact(maxBatch, topology.classes())];
    targets = new float[outputs.length];
  }

  /** The network that it is for. */
  public Topology topology() {
    return topology;
  }

  /** The largest minibatch that it can take. */
  public int maxBatch() {
    return maxBatch;
  }
}
