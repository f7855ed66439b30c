package org.mnistspark.mlp;

import java.util.Arrays;
import java.util.List;

/**
 * One training step, fused: gather, forward, loss, backward, update. The hot loop of the project.
 *
 * <p>It keeps nothing between calls: the weights and the updater state are the caller's arrays, so
 * a step is a pure function of its arguments, on every thread and in every call to the last bit.
 * The only products over the whole weight matrix are x W and xᵀ delta; all else is arranged to cost
 * little next to them. For one thread at a time.
 *
 * <p>Examples that are stored sparse skip their zeros, see {@link SparseGradient}; with at most one
 * hidden layer no bit then depends on the processor. Dense ones go through OpenBLAS, see {@link
 * DenseGradient}. The results agree within rounding.
 *
 * <p>A label whose values sum to w instead of 1 gives its example the weight w: the loss is -sum_k
 * y_k ln p_k, its derivative by the logits w p - y. Means are over examples, whatever they weigh,
 * and so is the number of hits.
 */
public final class Step {

  private final Workspace workspace;
  private final UpdateLoop update;
  private final Updater updater;
  private final float l2;
  private final List<Topology.Layer> layers;

  /**
   * A step with an updater.
   *
   * @param l2 coefficient of weight decay, added to the gradient of weights (not of biases) as in
   *     DL4J: g + l2 w
   */
  public Step(Workspace workspace, Updater updater, double l2) {
    if (!(l2 >= 0 && l2 < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("l2: expected at least 0, found " + l2);
    }
    this.workspace = workspace;
    this.updater = updater;
    this.l2 = (float) l2;
    layers = workspace.topology().layers();
    update = UpdateLoop.of(updater, workspace.topology().parameters());
  }

  /**
   * Whether training on examples of a format uses OpenBLAS; otherwise it gives the same bits on
   * every processor.
   */
  public static boolean usesOpenBlas(Topology topology, RowFormat format) {
    return !format.sparse() || topology.hidden().size() > 1;
  }

  /**
   * Trains on one minibatch: the rows that are at [from, from + count) of the order.
   *
   * @param weights flat, in the order of {@link StepOrder}; updated in place
   * @param state the updater's, in the same order; updated in place
   * @param order rows of the examples
   * @param learningRate of this step
   * @param iteration steps before this one, from 0; Adam's bias correction needs it
   * @return loss and hits of the minibatch before the update
   */
  public BatchResult train(
      float[] weights,
      float[] state,
      Examples examples,
      int[] order,
      int from,
      int count,
      double learningRate,
      int iteration) {
    check(weights, state);
    check(examples, count);
    BatchResult result = derivative(weights, examples, order, from, count);
    float[] gradient = workspace.gradient;
    update.begin(state, learningRate, iteration);
    int updated = 0;
    if (examples.format().sparse()) {
      workspace
          .sparse()
          .firstLayer(
              gradient,
              (at, to, zero) -> {
                if (zero) {
                  update.withoutGradient(weights, gradient, state, at, to, l2);
                } else {
                  update.update(weights, gradient, state, at, to, l2);
                }
              });
      updated = layers.get(0).biasesAt();
    }
    for (Topology.Layer layer : layers) {
      int end = layer.biasesAt() + layer.outputs();
      int at = Math.max(updated, layer.weightsAt());
      update.update(weights, gradient, state, at, layer.biasesAt(), l2);
      update.update(weights, gradient, state, layer.biasesAt(), end, 0f);
    }
    update.end(state);
    return result;
  }

  /** Leaves the gradient of the minibatch's mean loss, without L2, in the workspace. */
  BatchResult gradient(float[] weights, Examples examples, int[] order, int from, int count) {
    check(examples, count);
    BatchResult result = derivative(weights, examples, order, from, count);
    if (examples.format().sparse()) {
      float[] gradient = workspace.gradient;
      workspace
          .sparse()
          .firstLayer(
              gradient,
              (at, to, zero) -> {
                if (zero) {
                  Arrays.fill(gradient, at, to, 0f);
                }
              });
    }
    return result;
  }

  /** The gradient, but for the weights of a first layer with sparse inputs. */
  private BatchResult derivative(
      float[] weights, Examples examples, int[] order, int from, int count) {
    Workspace w = workspace;
    boolean sparse = examples.format().sparse();
    if (sparse) {
      w.sparse().forward(weights, examples, order, from, count, w.outputs);
    } else {
      w.dense().forward(weights, examples, order, from, count, w.outputs);
    }
    examples.gatherLabels(order, from, count, w.targets);
    w.softmax.probabilities(w.outputs, count);
    double lossSum = w.softmax.lossSum(w.outputs, w.targets, count);
    int correct = 0;
    for (int i = 0; i < count; i++) {
      if (w.softmax.classOf(w.outputs, count, i) == examples.classOf(order[from + i])) {
        correct++;
      }
    }
    w.softmax.derivative(w.outputs, w.targets, count);
    if (sparse) {
      w.sparse().backward(count, w.outputs, w.gradient);
    } else {
      w.dense().backward(count, w.outputs, w.gradient);
    }
    return new BatchResult(lossSum, correct, count);
  }

  private void check(float[] weights, float[] state) {
    workspace.topology().requireParameters("weights", weights);
    int expected = weights.length * updater.statesPerParameter();
    if (state.length != expected) {
      throw new IllegalArgumentException(
          "updater state: expected "
              + expected
              + " values for "
              + updater
              + ", found "
              + state.length);
    }
  }

  private void check(Examples examples, int count) {
    Topology topology = workspace.topology();
    if (count < 1 || count > workspace.maxBatch()) {
      throw new IllegalArgumentException(
          "minibatch: expected 1 to " + workspace.maxBatch() + " examples, found " + count);
    }
    if (examples.inputs() != topology.inputs() || examples.classes() != topology.classes()) {
      throw new IllegalArgumentException(
          "examples: expected "
              + topology.inputs()
              + " inputs and "
              + topology.classes()
              + " classes, found "
              + examples.inputs()
              + " and "
              + examples.classes());
    }
  }
}
