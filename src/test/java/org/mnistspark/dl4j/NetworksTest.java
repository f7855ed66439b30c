package org.mnistspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

final class NetworksTest {
  static NetworkSettings notebook(long seed) {
    return new NetworkSettings(
        784, List.of(512), HiddenActivation.RELU, 10, UpdaterChoice.RMSPROP, 0.001, 0, seed);
  }

  private static MultiLayerNetwork network(NetworkSettings settings) {
    MultiLayerNetwork network = new MultiLayerNetwork(Networks.configuration(settings));
    network.init();
    return network;
  }

  @Test
  void theNotebooksNetworkHas407050Parameters() {
    MultiLayerNetwork network = network(notebook(42));

    assertEquals(407_050, network.numParams());
    assertTrue(
        Networks.summary(network).contains("Total params: 407,050"), Networks.summary(network));
    assertTrue(Networks.summary(network).contains("401,920"), Networks.summary(network));
  }

  @Test
  void everySeedDrawsTheSameWeightsAgain() {
    for (long seed : new long[] {0, 1, -1, Long.MIN_VALUE + 1}) {
      assertEquals(network(notebook(seed)).params(), network(notebook(seed)).params());
    }
  }

  @Test
  void lossAndUpdaterAreTheNotebooks() {
    MultiLayerConfiguration conf = Networks.configuration(notebook(42));
    OutputLayer output = (OutputLayer) conf.getConf(1).getLayer();
    RmsProp updater = (RmsProp) output.getIUpdater();

    assertTrue(output.getLossFn() instanceof LossMCXENT);
    assertTrue(output.getActivationFn() instanceof ActivationSoftmax);
    assertEquals(0.001, updater.getLearningRate());
    assertEquals(0.9, updater.getRmsDecay());
    assertEquals(1e-7, updater.getEpsilon());
  }

  @Test
  void weightsAreGlorotUniformAndBiasesZero() {
    MultiLayerNetwork network = network(notebook(42));
    INDArray weights = network.getParam("0_W");
    double limit = Math.sqrt(6.0 / (784 + 512));

    assertTrue(weights.amaxNumber().doubleValue() <= limit);
    // The standard deviation of a uniform distribution over [-limit, limit].
    assertEquals(limit / Math.sqrt(3), weights.stdNumber().doubleValue(), limit * 0.01);
    assertEquals(0, network.getParam("0_b").amaxNumber().doubleValue());
    assertEquals(0, network.getParam("1_b").amaxNumber().doubleValue());
  }

  /** Whose name in DL4J has its slope, and no room in the column. */
  @Test
  void theColumnsOfTheSummaryHoldALeakyRelu() {
    NetworkSettings settings =
        new NetworkSettings(
            784, List.of(512), HiddenActivation.LEAKYRELU, 10, UpdaterChoice.ADAM, 0.01, 0, 1);

    String summary = Networks.summary(network(settings));

    assertTrue(summary.contains(" leakyrelu "), summary);
    assertTrue(summary.lines().limit(4).allMatch(line -> line.length() == 58), summary);
  }

  @Test
  void theSeedDecidesTheWeights() {
    INDArray weights = network(notebook(1)).params();

    assertEquals(weights, network(notebook(1)).params());
    assertFalse(weights.equals(network(notebook(2)).params()));
  }

  @Test
  void severalHiddenLayersFollowOneAnother() {
    NetworkSettings settings =
        new NetworkSettings(
            20, List.of(8, 6), HiddenActivation.TANH, 3, UpdaterChoice.ADAM, 0.01, 0.1, 1);
    MultiLayerNetwork network = network(settings);

    assertEquals(20 * 8 + 8 + 8 * 6 + 6 + 6 * 3 + 3, network.numParams());
    assertEquals(6, ((FeedForwardLayer) network.getLayer(1).conf().getLayer()).getNOut());
    assertEquals(1, ((BaseLayer) network.getLayer(0).conf().getLayer()).getRegularization().size());
  }

  @ParameterizedTest
  @EnumSource(UpdaterChoice.class)
  void everyUpdaterTakesTheLearningRate(UpdaterChoice updater) {
    assertEquals(0.05, updater.dl4j(0.05).getLearningRate(0, 0));
  }
}
