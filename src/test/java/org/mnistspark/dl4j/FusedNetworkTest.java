package org.mnistspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.NonNegativeConstraint;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.stepfunctions.DefaultStepFunction;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mnistspark.mlp.Activation;
import org.mnistspark.mlp.Topology;
import org.mnistspark.mlp.Updater;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

final class FusedNetworkTest {
  private static final NetworkSettings SETTINGS =
      new NetworkSettings(
          20, List.of(8, 6), HiddenActivation.TANH, 3, UpdaterChoice.ADAM, 0.01, 0.1, 1);

  /** Two hidden layers of 4 units between 5 inputs and 3 classes. */
  private static final class Net {
    private final NeuralNetConfiguration.Builder all =
        new NeuralNetConfiguration.Builder()
            .updater(new Sgd(0.1))
            .activation(org.nd4j.linalg.activations.Activation.RELU);
    private final DenseLayer.Builder first = new DenseLayer.Builder().nIn(5).nOut(4);
    private final DenseLayer.Builder second = new DenseLayer.Builder().nIn(4).nOut(4);
    private final OutputLayer.Builder output =
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nIn(4)
            .nOut(3)
            .activation(org.nd4j.linalg.activations.Activation.SOFTMAX);

    MultiLayerConfiguration build() {
      return of(first.build(), second.build(), output.build());
    }

    MultiLayerConfiguration of(Layer... layers) {
      NeuralNetConfiguration.ListBuilder list = all.list().validateOutputLayerConfig(false);
      for (Layer layer : layers) {
        list.layer(layer);
      }
      return list.build();
    }
  }

  private static MultiLayerConfiguration with(Consumer<Net> change) {
    Net net = new Net();
    change.accept(net);
    return net.build();
  }

  private static MultiLayerConfiguration middle(Layer layer) {
    Net net = new Net();
    return net.of(net.first.build(), layer, net.output.build());
  }

  private static MultiLayerConfiguration changed(Consumer<MultiLayerConfiguration> change) {
    MultiLayerConfiguration conf = new Net().build();
    change.accept(conf);
    return conf;
  }

  private static Arguments refused(String message, MultiLayerConfiguration conf) {
    return Arguments.of(message, conf);
  }

  static List<Arguments> layers() {
    Net inverted = new Net();
    return List.of(
        refused(
            "layer 0 to be DenseLayer, found ConvolutionLayer",
            inverted.of(
                new ConvolutionLayer.Builder(2, 2).nIn(1).nOut(4).build(),
                inverted.output.build())),
        refused(
            "layer 1 to be DenseLayer, found BatchNormalization",
            middle(new BatchNormalization.Builder().nIn(4).nOut(4).build())),
        refused(
            "layer 1 to be DenseLayer, found ActivationLayer",
            middle(new ActivationLayer(org.nd4j.linalg.activations.Activation.RELU))),
        refused(
            "layer 1 to be DenseLayer, found FrozenLayer",
            middle(new FrozenLayer(new DenseLayer.Builder().nIn(4).nOut(4).build()))),
        refused(
            "layer 1 to be OutputLayer, found DenseLayer",
            inverted.of(inverted.first.build(), inverted.second.build())),
        refused("layer 0 without dropout, found Dropout", with(net -> net.all.dropOut(0.5))),
        refused("layer 1 without dropout, found Dropout", with(net -> net.second.dropOut(0.5))),
        refused(
            "layer 0 without weight noise, found DropConnect",
            with(net -> net.first.weightNoise(new DropConnect(0.5)))),
        refused(
            "layer 0 without constraints, found [",
            with(net -> net.first.constrainWeights(new NonNegativeConstraint()))),
        refused(
            "layer 0 with biases and no layer normalization",
            with(net -> net.first.hasLayerNorm(true))),
        refused(
            "layer 1 with biases and no layer normalization",
            with(net -> net.second.hasBias(false))),
        refused("layer 2 with biases, found none", with(net -> net.output.hasBias(false))),
        refused(
            "softmax on top, found sigmoid",
            with(net -> net.output.activation(org.nd4j.linalg.activations.Activation.SIGMOID))),
        refused(
            "categorical cross-entropy (MCXENT, NEGATIVELOGLIKELIHOOD) without weights, found LossMSE",
            with(net -> net.output.lossFunction(LossFunction.MSE))),
        refused(
            "categorical cross-entropy (MCXENT, NEGATIVELOGLIKELIHOOD) without weights, found LossMCXENT",
            with(
                net ->
                    net.output.lossFunction(new LossMCXENT(Nd4j.create(new float[] {1, 2, 3}))))),
        refused(
            "relu, leaky relu, tanh, sigmoid or identity, found elu",
            with(net -> net.all.activation(org.nd4j.linalg.activations.Activation.ELU))),
        refused(
            "numbers that the fused step takes, found slope of a leaky relu: expected a number above 0, found -0.1",
            with(net -> net.all.activation(new ActivationLReLU(-0.1)))),
        refused(
            "one activation in all hidden layers, found LEAKYRELU with a slope of 0.2 after LEAKYRELU with a slope of 0.01",
            with(
                net -> {
                  net.first.activation(org.nd4j.linalg.activations.Activation.LEAKYRELU);
                  net.second.activation(new ActivationLReLU(0.2));
                })),
        refused(
            "a relu without maximum, threshold and slope, found one with some",
            with(net -> net.all.activation(new ActivationReLU(6.0, null, null)))),
        refused(
            "one activation in all hidden layers, found TANH after RELU",
            with(net -> net.second.activation(org.nd4j.linalg.activations.Activation.TANH))));
  }

  static List<Arguments> learning() {
    return List.of(
        refused(
            "RmsProp, Adam, Sgd or Nesterovs, found AMSGrad",
            with(net -> net.all.updater(new AMSGrad(0.1)))),
        refused(
            "RmsProp, Adam, Sgd or Nesterovs, found Nesterovs",
            with(
                net ->
                    net.all.updater(
                        Nesterovs.builder()
                            .learningRate(0.1)
                            .momentumISchedule(new MapSchedule(ScheduleType.EPOCH, Map.of(0, 0.9)))
                            .build()))),
        refused(
            "the same updater in every layer, found layer 1: Sgd",
            with(net -> net.second.updater(new Sgd(0.2)))),
        refused(
            "the same updater for biases, found layer 0: Sgd",
            with(net -> net.all.biasUpdater(new Sgd(0.2)))),
        refused("L2 alone as regularization", with(net -> net.all.l1(0.1))),
        refused("L2 alone as regularization", with(net -> net.all.weightDecay(0.1))),
        refused("L2 alone as regularization", with(net -> net.all.l2(0.1).l1(0.1))),
        refused("the same L2 in every layer, found 0.0 after 0.2", with(net -> net.first.l2(0.2))),
        refused("no regularization of biases, found layer 0", with(net -> net.all.l2Bias(0.1))),
        refused(
            "a constant L2",
            with(
                net ->
                    net.all.regularization(
                        List.of(
                            new L2Regularization(
                                new StepSchedule(ScheduleType.EPOCH, 0.1, 0.5, 1)))))),
        refused(
            "layer 0 without gradient normalization, found ClipElementWiseAbsoluteValue",
            with(
                net ->
                    net.all.gradientNormalization(
                        GradientNormalization.ClipElementWiseAbsoluteValue))),
        refused("layer 0 to have miniBatch(true)", with(net -> net.all.miniBatch(false))),
        refused("layer 0 to have minimize(true)", with(net -> net.all.minimize(false))),
        refused(
            "STOCHASTIC_GRADIENT_DESCENT as optimization algorithm, found LBFGS",
            with(net -> net.all.optimizationAlgo(OptimizationAlgorithm.LBFGS))),
        refused(
            "layer 0 without a step function",
            changed(conf -> conf.getConf(0).setStepFunction(new DefaultStepFunction()))),
        refused("data type FLOAT, found DOUBLE", with(net -> net.all.dataType(DataType.DOUBLE))),
        refused(
            "standard backpropagation, found TruncatedBPTT",
            changed(conf -> conf.setBackpropType(BackpropType.TruncatedBPTT))),
        refused(
            "no input preprocessors, found some",
            changed(
                conf -> conf.setInputPreProcessors(Map.of(0, new CnnToFeedForwardPreProcessor())))),
        refused(
            "numbers that the fused step takes, found epsilon: expected a value above 0, found 0.0",
            with(net -> net.all.updater(new RmsProp(0.1, 0.9, 0)))),
        refused(
            "numbers that the fused step takes, found momentum: expected at least 0 and below 1, found 1.0",
            with(net -> net.all.updater(new Nesterovs(0.1, 1)))),
        refused(
            "numbers that the fused step takes, found classes: expected at least 2, found 1",
            with(net -> net.output.nOut(1))));
  }

  @ParameterizedTest
  @MethodSource({"layers", "learning"})
  void whatIsNotCoveredIsNamed(String expected, MultiLayerConfiguration conf) {
    String message =
        assertThrows(UnsupportedNetworkException.class, () -> FusedNetwork.of(conf)).getMessage();

    assertTrue(message.startsWith("AveragingTrainingMaster: expected " + expected), message);
    assertTrue(message.contains("; DL4J's ParameterAveragingTrainingMaster trains such"), message);
    assertFalse(message.contains("\n"), message);
    assertTrue(FusedNetwork.ifSupported(conf).isEmpty());
  }

  static List<Arguments> updaters() {
    return List.of(
        Arguments.of(new RmsProp(0.1, 0.8, 1e-6), new Updater.RmsProp(0.8, 1e-6)),
        Arguments.of(new Adam(0.1, 0.8, 0.99, 1e-6), new Updater.Adam(0.8, 0.99, 1e-6)),
        Arguments.of(new Sgd(0.1), new Updater.Sgd()),
        Arguments.of(new Nesterovs(0.1, 0.8), new Updater.Nesterovs(0.8)));
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void everyUpdaterIsRead(IUpdater updater, Updater expected) {
    FusedNetwork fused = FusedNetwork.of(with(net -> net.all.updater(updater)));

    assertEquals(expected, fused.updater());
    assertEquals(0.1, fused.schedule().getLearningRate(0, 0));
  }

  @ParameterizedTest
  @MethodSource("activations")
  void everyActivationIsRead(
      org.nd4j.linalg.activations.Activation activation, Activation expected) {
    FusedNetwork fused = FusedNetwork.of(with(net -> net.all.activation(activation)));

    assertEquals(new Topology(5, List.of(4, 4), expected, 3), fused.topology());
    assertEquals(0, fused.l2());
  }

  static List<Arguments> activations() {
    return List.of(
        Arguments.of(org.nd4j.linalg.activations.Activation.RELU, Activation.RELU),
        Arguments.of(org.nd4j.linalg.activations.Activation.LEAKYRELU, Activation.LEAKYRELU),
        Arguments.of(org.nd4j.linalg.activations.Activation.TANH, Activation.TANH),
        Arguments.of(org.nd4j.linalg.activations.Activation.SIGMOID, Activation.SIGMOID),
        Arguments.of(org.nd4j.linalg.activations.Activation.IDENTITY, Activation.IDENTITY));
  }

  @Test
  void theSlopeOfALeakyReluIsRead() {
    for (double slope : new double[] {0.3, 0}) {
      MultiLayerConfiguration conf = with(net -> net.all.activation(new ActivationLReLU(slope)));
      Activation expected = slope == 0 ? Activation.RELU : Activation.LEAKYRELU;

      FusedNetwork fused = FusedNetwork.of(MultiLayerConfiguration.fromJson(conf.toJson()));

      assertEquals(new Topology(5, List.of(4, 4), expected, slope, 3), fused.topology());
    }
  }

  @Test
  void learningRatesFollowTheSchedule() {
    FusedNetwork fused =
        FusedNetwork.of(
            with(
                net ->
                    net.all.updater(
                        new RmsProp(new StepSchedule(ScheduleType.ITERATION, 0.4, 0.5, 10)))));

    assertEquals(0.4, fused.schedule().getLearningRate(9, 5), 1e-12);
    assertEquals(0.2, fused.schedule().getLearningRate(10, 0), 1e-12);
  }

  @Test
  void softmaxRegressionIsCovered() {
    Net net = new Net();
    MultiLayerConfiguration conf = net.of(net.output.nIn(5).build());

    assertEquals(new Topology(5, List.of(), Activation.RELU, 3), FusedNetwork.of(conf).topology());
  }

  @Test
  void theJobsNetworksAreCoveredAlsoWhenReadFromJson() {
    for (UpdaterChoice updater : UpdaterChoice.values()) {
      for (HiddenActivation activation : HiddenActivation.values()) {
        MultiLayerConfiguration conf =
            Networks.configuration(
                new NetworkSettings(20, List.of(8, 6), activation, 3, updater, 0.01, 0.1, 1));

        FusedNetwork fused = FusedNetwork.of(conf);

        assertEquals(fused, FusedNetwork.of(MultiLayerConfiguration.fromJson(conf.toJson())));
        assertEquals(0.1, fused.l2());
      }
    }
    assertEquals(
        new Topology(20, List.of(8, 6), Activation.TANH, 3),
        FusedNetwork.of(Networks.configuration(SETTINGS)).topology());
  }

  @Test
  void negativeLogLikelihoodIsCrossEntropy() {
    assertTrue(
        FusedNetwork.ifSupported(
                with(net -> net.output.lossFunction(LossFunction.NEGATIVELOGLIKELIHOOD)))
            .isPresent());
  }
}
