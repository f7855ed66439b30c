package org.mnistspark.mlp;

import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The forward pass of dense layers and its buffers: inputs x[n, inputs] row-major, then per layer z
 * = a W + b, [n, outputs] column-major, with the activation applied in place to all but the last.
 * Column-major makes the addition of a bias a loop over a column.
 *
 * <p>The layers are all of a network, or those above its first one; then the inputs are the
 * activations of that.
 *
 * <p>Nothing is allocated after construction. For one thread at a time.
 */
final class Forward {

  /** Floats that are moved through the first-level cache at a time. */
  private static final int STRIPE = 2048;

  private final Topology topology;
  private final List<Topology.Layer> layers;
  private final boolean wholeNetwork;
  private final int base;
  private final NativeFloats input;
  private final NativeFloats parameters;
  private final NativeFloats[] activations;
  private final FloatPointer inputPointer;
  private final FloatPointer[] weightPointers;
  private final FloatPointer[] activationPointers;
  private final float[] biases;
  private final float[] stripe;
  private final float slope;

  /**
   * A pass.
   *
   * @param from its first layer: 0, or 1 for those above the first
   */
  Forward(Topology topology, int from, int maxBatch) {
    this.topology = topology;
    layers = topology.layers().subList(from, topology.layers().size());
    wholeNetwork = from == 0;
    base = layers.get(0).weightsAt();
    slope = (float) topology.slope();
    input = new NativeFloats(Math.multiplyExact(maxBatch, layers.get(0).inputs()));
    parameters = new NativeFloats(topology.parameters() - base);
    activations = new NativeFloats[layers.size()];
    inputPointer = input.pointer(0);
    weightPointers = new FloatPointer[layers.size()];
    activationPointers = new FloatPointer[layers.size()];
    int widest = 0;
    for (int l = 0; l < layers.size(); l++) {
      Topology.Layer layer = layers.get(l);
      activations[l] = new NativeFloats(Math.multiplyExact(maxBatch, layer.outputs()));
      activationPointers[l] = activations[l].pointer(0);
      weightPointers[l] = parameters.pointer(layer.weightsAt() - base);
      widest = Math.max(widest, layer.outputs());
    }
    biases = new float[widest];
    stripe = new float[Math.max(STRIPE, maxBatch)];
  }

  /** Where the caller puts x[n, inputs], row-major. */
  FloatBuffer input() {
    return input.buffer();
  }

  /** Takes the network's parameters, in a step's order, for the passes that follow. */
  void load(float[] weights) {
    parameters.buffer().put(0, weights, base, weights.length - base);
  }

  /**
   * Runs n examples through the network.
   *
   * @param logits [n, classes] column-major, overwritten: what the softmax takes
   */
  void run(int n, float[] logits) {
    int last = layers.size() - 1;
    for (int l = 0; l <= last; l++) {
      Topology.Layer layer = layers.get(l);
      if (l == 0 && wholeNetwork) {
        Blas.transposeMultiplyTransposed(
            n,
            layer.outputs(),
            layer.inputs(),
            inputPointer,
            weightPointers[0],
            activationPointers[0]);
      } else if (l == 0) {
        Blas.transposeMultiply(
            n,
            layer.outputs(),
            layer.inputs(),
            inputPointer,
            weightPointers[0],
            activationPointers[0]);
      } else {
        Blas.multiply(
            n,
            layer.outputs(),
            layer.inputs(),
            activationPointers[l - 1],
            weightPointers[l],
            activationPointers[l]);
      }
      parameters.buffer().get(layer.biasesAt() - base, biases, 0, layer.outputs());
      if (l < last) {
        activate(activations[l].buffer(), n, layer.outputs());
      }
    }
    int classes = topology.classes();
    activations[last].buffer().get(0, logits, 0, n * classes);
    for (int c = 0; c < classes; c++) {
      addBias(logits, c * n, n, biases[c]);
    }
  }

  /** Adds the biases and applies the activation, some columns at a time. */
  private void activate(FloatBuffer z, int n, int columns) {
    int step = stripe.length / n;
    for (int from = 0; from < columns; from += step) {
      int width = Math.min(step, columns - from);
      z.get(from * n, stripe, 0, width * n);
      for (int c = 0; c < width; c++) {
        addBias(stripe, c * n, n, biases[from + c]);
      }
      topology.activation().apply(stripe, width * n, slope);
      z.put(from * n, stripe, 0, width * n);
    }
  }

  private static void addBias(float[] z, int from, int n, float bias) {
    for (int i = from; i < from + n; i++) {
      z[i] += bias;
    }
  }

  /** The layers that it runs. */
  List<Topology.Layer> layers() {
    return layers;
  }

  /** Whether they are all of the network: then W of the first one is row-major. */
  boolean wholeNetwork() {
    return wholeNetwork;
  }

  /** Where their parameters begin in the flat vector. */
  int base() {
    return base;
  }

  /** The activations of a hidden layer after {@link #run}, [n, outputs] column-major. */
  FloatBuffer activations(int layer) {
    return activations[layer].buffer();
  }

  /**
   * What a layer multiplied by its weights: x row-major for the first, the activations before it
   * for the others.
   */
  FloatPointer operand(int layer) {
    return layer == 0 ? inputPointer : activationPointers[layer - 1];
  }

  /** W of a layer. */
  FloatPointer weights(int layer) {
    return weightPointers[layer];
  }
}
