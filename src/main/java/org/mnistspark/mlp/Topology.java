package org.mnistspark.mlp;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a dense network: inputs, hidden layers with one activation, and a softmax over
 * classes.
 *
 * <p>Its parameters are one flat vector in the order of DL4J's {@code MultiLayerNetwork.params()}:
 * per layer, from the input to the output, the weights W[inputs, outputs] column by column, then
 * the biases b[outputs].
 *
 * @param inputs features per example
 * @param hidden units of each hidden layer, first to last; empty for softmax regression
 * @param activation of every hidden layer
 * @param slope of a leaky relu below 0; 0 for other activations
 * @param classes width of the softmax
 */
public record Topology(
    int inputs, List<Integer> hidden, Activation activation, double slope, int classes)
    implements Serializable {

  /** A network whose leaky relus, if it has any, have a slope of 0.01. */
  public Topology(int inputs, List<Integer> hidden, Activation activation, int classes) {
    this(
        inputs,
        hidden,
        activation,
        activation == Activation.LEAKYRELU ? Activation.DEFAULT_SLOPE : 0,
        classes);
  }

  /**
   * Checks sizes: at least one input, two classes, one unit per layer, and a parameter count that
   * an array can have.
   */
  public Topology {
    hidden = List.copyOf(hidden);
    if (activation == null) {
      throw new IllegalArgumentException("activation: expected one of the activations, found null");
    }
    checkSlope(activation, slope);
    require("inputs", inputs, 1);
    for (int units : hidden) {
      require("units of a hidden layer", units, 1);
    }
    require("classes", classes, 2);
    long count = 0;
    int previous = inputs;
    for (int i = 0; i <= hidden.size(); i++) {
      int width = i < hidden.size() ? hidden.get(i) : classes;
      count += ((long) previous + 1) * width;
      previous = width;
    }
    if (count > MAX_PARAMETERS) {
      throw new IllegalArgumentException(
          "parameters: expected at most "
              + MAX_PARAMETERS
              + ", found "
              + count
              + " in "
              + inputs
              + "-"
              + hidden
              + "-"
              + classes
              + "; use fewer units");
    }
  }

  /** What one direct buffer of floats can hold. */
  private static final int MAX_PARAMETERS = (Integer.MAX_VALUE - 65_536) / Float.BYTES;

  /** With 0 or less the sign of an activation would not tell on which side of 0 its input was. */
  private static void checkSlope(Activation activation, double slope) {
    if (activation == Activation.LEAKYRELU && !((float) slope > 0 && slope <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "slope of a leaky relu: expected a number above 0, found " + slope);
    }
    if (activation != Activation.LEAKYRELU && slope != 0) {
      throw new IllegalArgumentException(
          "slope: expected 0 for " + activation + ", found " + slope);
    }
  }

  private static void require(String what, int value, int atLeast) {
    if (value < atLeast) {
      throw new IllegalArgumentException(
          what + ": expected at least " + atLeast + ", found " + value);
    }
  }

  /** Length of the flat parameter vector. */
  public int parameters() {
    Layer last = layers().get(hidden.size());
    return last.biasesAt() + last.outputs();
  }

  /** The dense layers, from the input to the output. */
  public List<Layer> layers() {
    List<Layer> layers = new ArrayList<>();
    int at = 0;
    int previous = inputs;
    for (int i = 0; i <= hidden.size(); i++) {
      int width = i < hidden.size() ? hidden.get(i) : classes;
      layers.add(new Layer(previous, width, at));
      at += (previous + 1) * width;
      previous = width;
    }
    return List.copyOf(layers);
  }

  /**
   * Names a parameter as a person would look for it, for messages: {@code layer 0 weight [3, 5]}.
   */
  public String describe(int parameter) {
    List<Layer> layers = layers();
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      if (parameter < layer.biasesAt()) {
        int in = (parameter - layer.weightsAt()) % layer.inputs();
        int out = (parameter - layer.weightsAt()) / layer.inputs();
        return "layer " + i + " weight [" + in + ", " + out + "]";
      }
      if (parameter < layer.biasesAt() + layer.outputs()) {
        return "layer " + i + " bias [" + (parameter - layer.biasesAt()) + "]";
      }
    }
    throw new IndexOutOfBoundsException(
        "parameter: expected 0 to " + (parameters() - 1) + ", found " + parameter);
  }

  /**
   * Checks that an array has the length of the flat parameter vector; {@code what} names it in the
   * message.
   */
  void requireParameters(String what, float[] values) {
    if (values.length != parameters()) {
      throw new IllegalArgumentException(
          what
              + ": expected "
              + parameters()
              + " values for "
              + inputs
              + "-"
              + hidden
              + "-"
              + classes
              + ", found "
              + values.length);
    }
  }

  /**
   * One dense layer's place in the flat vector.
   *
   * @param inputs rows of W
   * @param outputs columns of W, and length of b
   * @param weightsAt offset of W[inputs, outputs], column-major
   */
  public record Layer(int inputs, int outputs, int weightsAt) implements Serializable {

    /** Offset of b[outputs]. */
    public int biasesAt() {
      return weightsAt + inputs * outputs;
    }
  }
}
