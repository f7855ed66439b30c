package org.mnistspark.mlp;

import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The backward pass of dense layers and its buffers: from the loss's derivative by the logits to
 * the flat gradient, and, where these are the layers above a first one, to the derivative by its
 * activations.
 *
 * <p>Nothing is allocated after construction. For one thread at a time.
 */
final class Backward {

  private static final int STRIPE = 2048;

  private final Topology topology;
  private final Forward forward;
  private final List<Topology.Layer> layers;
  private final NativeFloats gradient;
  private final NativeFloats[] deltas;
  private final NativeFloats inputDeltas; // [units, examples] column-major; empty without use
  private final FloatPointer inputDeltaPointer;
  private final NativeFloats ones;
  private final FloatPointer onesPointer;
  private final FloatPointer[] weightGradients;
  private final FloatPointer[] biasGradients;
  private final FloatPointer[] deltaPointers;
  private final float[] stripe;
  private final float slope;
  private final float[] deltaStripe;

  /** That of a forward pass. */
  Backward(Topology topology, Forward forward, int maxBatch) {
    this.topology = topology;
    this.forward = forward;
    layers = forward.layers();
    slope = (float) topology.slope();
    int base = forward.base();
    gradient = new NativeFloats(topology.parameters() - base);
    inputDeltas =
        new NativeFloats(
            forward.wholeNetwork() ? 0 : Math.multiplyExact(maxBatch, layers.get(0).inputs()));
    inputDeltaPointer = inputDeltas.pointer(0);
    ones = new NativeFloats(maxBatch);
    onesPointer = ones.pointer(0);
    for (int i = 0; i < maxBatch; i++) {
      ones.buffer().put(i, 1f);
    }
    deltas = new NativeFloats[layers.size()];
    weightGradients = new FloatPointer[layers.size()];
    biasGradients = new FloatPointer[layers.size()];
    deltaPointers = new FloatPointer[layers.size()];
    for (int l = 0; l < layers.size(); l++) {
      Topology.Layer layer = layers.get(l);
      deltas[l] = new NativeFloats(Math.multiplyExact(maxBatch, layer.outputs()));
      deltaPointers[l] = deltas[l].pointer(0);
      weightGradients[l] = gradient.pointer(layer.weightsAt() - base);
      biasGradients[l] = gradient.pointer(layer.biasesAt() - base);
    }
    stripe = new float[Math.max(STRIPE, maxBatch)];
    deltaStripe = new float[stripe.length];
  }

  /**
   * Back-propagates through the pass that forward ran last.
   *
   * @param n examples in the minibatch
   * @param logitDeltas derivative of the loss by the logits, [n, classes] column-major
   * @param result the flat gradient, overwritten where these layers have their parameters
   */
  void run(int n, float[] logitDeltas, float[] result) {
    int last = layers.size() - 1;
    deltas[last].buffer().put(0, logitDeltas, 0, n * topology.classes());
    for (int l = last; l >= 0; l--) {
      Topology.Layer layer = layers.get(l);
      int in = layer.inputs();
      int out = layer.outputs();
      if (l == 0 && forward.wholeNetwork()) {
        Blas.transposeMultiplyTransposed(
            out, in, n, deltaPointers[0], forward.operand(0), weightGradients[0]);
      } else if (l == 0) {
        Blas.multiply(in, out, n, forward.operand(0), deltaPointers[0], weightGradients[0]);
        Blas.multiplyTransposed(
            in, n, out, forward.weights(0), deltaPointers[0], inputDeltaPointer);
      } else {
        Blas.transposeMultiply(
            in, out, n, forward.operand(l), deltaPointers[l], weightGradients[l]);
        Blas.multiplyTransposed(
            n, in, out, deltaPointers[l], forward.weights(l), deltaPointers[l - 1]);
        throughActivation(forward.activations(l - 1), deltas[l - 1].buffer(), n * in);
      }
      Blas.transposeMultiply(n, out, deltaPointers[l], onesPointer, biasGradients[l]);
    }
    gradient.buffer().get(0, result, forward.base(), result.length - forward.base());
  }

  /** The derivative by the activations of the layer below, after {@link #run}: [n][units]. */
  void inputDeltas(int n, float[][] rows) {
    int units = layers.get(0).inputs();
    for (int e = 0; e < n; e++) {
      inputDeltas.buffer().get(e * units, rows[e], 0, units);
    }
  }

  /** Multiplies the deltas by the activation's derivative, a stripe at a time. */
  private void throughActivation(FloatBuffer activations, FloatBuffer delta, int values) {
    for (int from = 0; from < values; from += stripe.length) {
      int width = Math.min(stripe.length, values - from);
      activations.get(from, stripe, 0, width);
      delta.get(from, deltaStripe, 0, width);
      topology.activation().backward(stripe, deltaStripe, width, slope);
      delta.put(from, deltaStripe, 0, width);
    }
  }
}
