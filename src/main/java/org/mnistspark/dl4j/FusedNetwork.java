package org.mnistspark.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.stepfunctions.NegativeGradientStepFunction;
import org.mnistspark.engine.Network;
import org.mnistspark.mlp.Activation;
import org.mnistspark.mlp.Topology;
import org.mnistspark.mlp.Updater;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;
import org.nd4j.linalg.schedule.FixedSchedule;

/**
 * A DL4J configuration as the fused step takes it.
 *
 * @param topology layers
 * @param updater of all layers
 * @param l2 weight decay on weights
 * @param schedule DL4J's updater, for the learning rate at an iteration and epoch
 */
record FusedNetwork(Topology topology, Updater updater, double l2, IUpdater schedule) {

  /**
   * Reads a configuration.
   *
   * @throws UnsupportedNetworkException naming the first thing that the fused step does not cover
   */
  static FusedNetwork of(MultiLayerConfiguration conf) {
    require(conf.getInputPreProcessors().isEmpty(), "no input preprocessors", "some");
    require(
        conf.getBackpropType() == BackpropType.Standard,
        "standard backpropagation",
        conf.getBackpropType());
    require(conf.getDataType() == DataType.FLOAT, "data type FLOAT", conf.getDataType());
    List<BaseLayer> layers = new ArrayList<>();
    for (int i = 0; i < conf.getConfs().size(); i++) {
      boolean last = i == conf.getConfs().size() - 1;
      layers.add(layer(conf.getConf(i), i, last));
    }
    IUpdater schedule = layers.get(0).getIUpdater();
    for (int i = 0; i < layers.size(); i++) {
      checkUpdaters(layers.get(i), schedule, "layer " + i);
    }
    try {
      return new FusedNetwork(topology(layers), updater(schedule), l2(layers), schedule);
    } catch (UnsupportedNetworkException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      // DL4J takes more: an epsilon of 0, a momentum of 1, a single output.
      throw new UnsupportedNetworkException("numbers that the fused step takes", e.getMessage());
    }
  }

  /** Converts this to the engine's network. */
  Network network() {
    return new Network(topology, updater, l2, schedule::getLearningRate);
  }

  /** Like {@link #of}, empty when the fused step does not cover the network. */
  static Optional<FusedNetwork> ifSupported(MultiLayerConfiguration conf) {
    try {
      return Optional.of(of(conf));
    } catch (UnsupportedNetworkException e) {
      return Optional.empty();
    }
  }

  private static BaseLayer layer(NeuralNetConfiguration conf, int index, boolean last) {
    String name = "layer " + index;
    Class<?> expected = last ? OutputLayer.class : DenseLayer.class;
    String found = conf.getLayer().getClass().getSimpleName();
    // Exact classes: a subclass may do anything.
    require(
        conf.getLayer().getClass() == expected, name + " to be " + expected.getSimpleName(), found);
    BaseLayer layer = (BaseLayer) conf.getLayer();
    require(conf.isMiniBatch(), name + " to have miniBatch(true)", false);
    require(conf.isMinimize(), name + " to have minimize(true)", false);
    require(
        conf.getOptimizationAlgo() == OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT,
        "STOCHASTIC_GRADIENT_DESCENT as optimization algorithm",
        conf.getOptimizationAlgo());
    require(
        conf.getStepFunction() == null
            || conf.getStepFunction().getClass() == NegativeGradientStepFunction.class,
        name + " without a step function",
        conf.getStepFunction());
    require(layer.getIDropout() == null, name + " without dropout", layer.getIDropout());
    require(layer.getWeightNoise() == null, name + " without weight noise", layer.getWeightNoise());
    require(isEmpty(layer.getConstraints()), name + " without constraints", layer.getConstraints());
    require(
        layer.getGradientNormalization() == null
            || layer.getGradientNormalization() == GradientNormalization.None,
        name + " without gradient normalization",
        layer.getGradientNormalization());
    if (layer instanceof DenseLayer dense) {
      require(
          dense.hasBias() && !dense.hasLayerNorm(),
          name + " with biases and no layer normalization",
          "another");
    }
    if (layer instanceof OutputLayer output) {
      require(output.hasBias(), name + " with biases", "none");
      require(
          output.getActivationFn() instanceof ActivationSoftmax,
          "softmax on top",
          output.getActivationFn());
      require(
          isCrossEntropy(output),
          "categorical cross-entropy (MCXENT, NEGATIVELOGLIKELIHOOD) without weights",
          output.getLossFn());
    }
    return layer;
  }

  /**
   * Under a softmax both have one gradient. How probabilities are clipped (softmaxClipEps) is part
   * of the reported loss alone, where the fused step has DL4J's default.
   */
  private static boolean isCrossEntropy(OutputLayer output) {
    Class<?> loss = output.getLossFn().getClass();
    return (loss == LossMCXENT.class || loss == LossNegativeLogLikelihood.class)
        && ((LossMCXENT) output.getLossFn()).getWeights() == null;
  }

  private static void checkUpdaters(BaseLayer layer, IUpdater schedule, String name) {
    require(
        schedule.equals(layer.getIUpdater()),
        "the same updater in every layer",
        name + ": " + layer.getIUpdater());
    IUpdater bias = layer.getBiasUpdater();
    require(
        bias == null || bias.equals(schedule), "the same updater for biases", name + ": " + bias);
    require(
        isEmpty(layer.getRegularizationBias()),
        "no regularization of biases",
        name + ": " + layer.getRegularizationBias());
  }

  private static Topology topology(List<BaseLayer> layers) {
    int last = layers.size() - 1;
    List<Integer> hidden = new ArrayList<>();
    Hidden activation = new Hidden(Activation.RELU, 0);
    for (int i = 0; i < last; i++) {
      Hidden own = activation(layers.get(i).getActivationFn());
      require(
          i == 0 || own.equals(activation),
          "one activation in all hidden layers",
          own + " after " + activation);
      activation = own;
      hidden.add(Math.toIntExact(((FeedForwardLayer) layers.get(i)).getNOut()));
    }
    FeedForwardLayer first = (FeedForwardLayer) layers.get(0);
    FeedForwardLayer output = (FeedForwardLayer) layers.get(last);
    return new Topology(
        Math.toIntExact(first.getNIn()),
        hidden,
        activation.function(),
        activation.slope(),
        Math.toIntExact(output.getNOut()));
  }

  /** The activation of a hidden layer, with the slope that leaky relus have below 0. */
  private record Hidden(Activation function, double slope) {
    @Override
    public String toString() {
      return slope == 0 ? function.toString() : function + " with a slope of " + slope;
    }
  }

  private static Hidden activation(IActivation activation) {
    Class<?> type = activation.getClass();
    if (type == ActivationReLU.class) {
      require(
          activation.equals(new ActivationReLU()),
          "a relu without maximum, threshold and slope",
          "one with some");
      return new Hidden(Activation.RELU, 0);
    }
    if (type == ActivationLReLU.class) {
      double slope = ((ActivationLReLU) activation).getAlpha();
      return new Hidden(slope == 0 ? Activation.RELU : Activation.LEAKYRELU, slope);
    }
    if (type == ActivationTanH.class) {
      return new Hidden(Activation.TANH, 0);
    }
    if (type == ActivationSigmoid.class) {
      return new Hidden(Activation.SIGMOID, 0);
    }
    if (type == ActivationIdentity.class) {
      return new Hidden(Activation.IDENTITY, 0);
    }
    throw new UnsupportedNetworkException(
        "relu, leaky relu, tanh, sigmoid or identity", activation.toString());
  }

  private static Updater updater(IUpdater updater) {
    if (updater instanceof RmsProp rmsProp) {
      return new Updater.RmsProp(rmsProp.getRmsDecay(), rmsProp.getEpsilon());
    }
    if (updater instanceof Adam adam) {
      return new Updater.Adam(adam.getBeta1(), adam.getBeta2(), adam.getEpsilon());
    }
    if (updater instanceof Sgd) {
      return new Updater.Sgd();
    }
    if (updater instanceof Nesterovs nesterovs && nesterovs.getMomentumISchedule() == null) {
      return new Updater.Nesterovs(nesterovs.getMomentum());
    }
    throw new UnsupportedNetworkException("RmsProp, Adam, Sgd or Nesterovs", updater.toString());
  }

  private static double l2(List<BaseLayer> layers) {
    double first = l2(layers.get(0));
    for (BaseLayer layer : layers) {
      require(l2(layer) == first, "the same L2 in every layer", l2(layer) + " after " + first);
    }
    return first;
  }

  private static double l2(BaseLayer layer) {
    List<Regularization> all = layer.getRegularization();
    if (isEmpty(all)) {
      return 0;
    }
    require(
        all.size() == 1 && all.get(0) instanceof L2Regularization,
        "L2 alone as regularization",
        all);
    L2Regularization l2 = (L2Regularization) all.get(0);
    require(l2.getL2() instanceof FixedSchedule, "a constant L2", l2.getL2());
    return l2.getL2().valueAt(0, 0);
  }

  private static boolean isEmpty(List<?> list) {
    return list == null || list.isEmpty();
  }

  private static void require(boolean condition, String expected, Object found) {
    if (!condition) {
      throw new UnsupportedNetworkException(expected, Objects.toString(found));
    }
  }
}
