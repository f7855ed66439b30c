package org.mnistspark.mlp;

/**
 * All memory of a training step, owned by its caller and used again for every minibatch: 8 bytes
 * per parameter for sparse examples, 12 for dense ones, plus 12 to 16 bytes per unit and example.
 * What examples of one kind need is there from the first minibatch of them. For one thread at a
 * time.
 */
public final class Workspace {

  private final Topology topology;
  private final int maxBatch;
  private SparseGradient sparse;
  private DenseGradient dense;
  final Softmax softmax;
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
    softmax = new Softmax(topology.classes(), maxBatch);
    gradient = new float[topology.parameters()];
    outputs = new float[Math.multiplyExact(maxBatch, topology.classes())];
    targets = new float[outputs.length];
  }

  /** What sparse examples need. */
  SparseGradient sparse() {
    if (sparse == null) {
      sparse = new SparseGradient(topology, maxBatch);
    }
    return sparse;
  }

  /** What dense examples need. */
  DenseGradient dense() {
    if (dense == null) {
      dense = new DenseGradient(topology, maxBatch);
    }
    return dense;
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
