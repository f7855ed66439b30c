package org.mnistspark.mlp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Gradient, loss, updated weights and updater state against DL4J's own, from the same weights and
 * minibatches.
 */
class Dl4jParityTest {

  private static final double RATE = 0.01;
  private static final double TOLERANCE = 1e-4;
  private static final int BATCH = 32;
  private static final int STEPS = 10;
  private static final int EXAMPLES = BATCH * STEPS - 13; // the last minibatch is smaller

  static List<Arguments> cases() {
    List<Updater> updaters =
        List.of(
            new Updater.RmsProp(0.9, 1e-7),
            new Updater.Adam(0.9, 0.999, 1e-8),
            new Updater.Sgd(),
            new Updater.Nesterovs(0.9));
    List<Arguments> cases = new ArrayList<>();
    for (Updater updater : updaters) {
      for (double l2 : new double[] {0, 0.01}) {
        cases.add(Arguments.of(updater, l2, new Topology(50, List.of(32), Activation.RELU, 10)));
        cases.add(
            Arguments.of(
                updater, l2, new Topology(50, List.of(32, 9), Activation.LEAKYRELU, 0.2, 10)));
      }
    }
    for (Activation activation : Activation.values()) {
      cases.add(
          Arguments.of(updaters.get(0), 0.001, new Topology(20, List.of(24, 16), activation, 3)));
    }
    cases.add(Arguments.of(updaters.get(1), 0.0, new Topology(20, List.of(), Activation.RELU, 4)));
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tenStepsEqualThoseOfDl4j(Updater updater, double l2, Topology topology) {
    compare(
        topology,
        updater,
        l2,
        Fixtures.oneHot(Fixtures.classes(EXAMPLES, topology.classes(), 6), topology.classes()));
  }

  @Test
  void tenStepsWithSoftLabelsEqualThoseOfDl4j() {
    Topology topology = new Topology(50, List.of(32), Activation.TANH, 10);
    float[] labels = Fixtures.distributions(EXAMPLES, topology.classes(), 6);
    compare(topology, Fixtures.RMS_PROP, 0, labels);
  }

  @Test
  void initialStateEqualsThatOfDl4j() {
    Topology topology = new Topology(5, List.of(4), Activation.RELU, 3);
    for (Updater updater :
        List.of(
            Fixtures.RMS_PROP, new Updater.Adam(0.9, 0.999, 1e-8), new Updater.Nesterovs(0.9))) {
      MultiLayerNetwork network = network(topology, updater, 0);
      assertClose(
          topology,
          "initial state of " + updater,
          network.getUpdater().getStateViewArray(),
          updater.newState(topology.parameters()));
    }
  }

  private static void compare(Topology topology, Updater updater, double l2, float[] labels) {
    compare(topology, updater, l2, labels, true);
    compare(topology, updater, l2, labels, false);
  }

  private static void compare(
      Topology topology, Updater updater, double l2, float[] labels, boolean sparse) {
    float[] features = Fixtures.features(EXAMPLES, topology.inputs(), 5);
    Examples examples = Fixtures.examples(topology, features, labels, sparse);
    float[] initial = Fixtures.weights(topology, 8);
    float[] weights = StepOrder.of(topology, initial);
    float[] state = updater.newState(weights.length);
    MultiLayerNetwork network = network(topology, updater, l2);
    network.setParameters(Nd4j.createFromArray(initial));
    Workspace workspace = new Workspace(topology, BATCH);
    Step step = new Step(workspace, updater, l2);
    int[] order = Fixtures.inOrder(EXAMPLES);
    for (int i = 0; i < STEPS; i++) {
      int from = i * BATCH;
      int count = Math.min(BATCH, EXAMPLES - from);
      DataSet batch = batch(topology, features, labels, from, count);
      double penalty = penalty(topology, weights, l2);
      float[] gradient = dl4jGradient(network, batch, count);
      BatchResult result = step.train(weights, state, examples, order, from, count, RATE, i);
      network.fit(batch);

      String when = " at step " + i;
      assertEquals(network.score(), result.lossSum() / count + penalty, TOLERANCE, "loss" + when);
      String stored = (sparse ? " of sparse" : " of dense") + " examples" + when;
      assertClose(
          topology,
          "gradient" + stored,
          Nd4j.createFromArray(gradient),
          StepOrder.undo(topology, workspace.gradient));
      assertClose(
          topology, "weights" + stored, network.params(), StepOrder.undo(topology, weights));
      if (state.length > 0) {
        INDArray expected = network.getUpdater().getStateViewArray();
        assertClose(topology, "updater state" + stored, expected, StepOrder.undo(topology, state));
      }
    }
  }

  /**
   * DL4J's own gradient of the mean loss: it divides by the size of the minibatch in its updater.
   */
  private static float[] dl4jGradient(MultiLayerNetwork network, DataSet batch, int count) {
    network.setInput(batch.getFeatures());
    network.setLabels(batch.getLabels());
    network.computeGradientAndScore();
    return network.getFlattenedGradients().dup().divi(count).toFloatVector();
  }

  private static DataSet batch(Topology topology, float[] x, float[] labels, int from, int count) {
    float[] features = new float[count * topology.inputs()];
    System.arraycopy(x, from * topology.inputs(), features, 0, features.length);
    float[] targets = new float[count * topology.classes()];
    System.arraycopy(labels, from * topology.classes(), targets, 0, targets.length);
    return new DataSet(
        Nd4j.create(features, new int[] {count, topology.inputs()}, 'c'),
        Nd4j.create(targets, new int[] {count, topology.classes()}, 'c'));
  }

  private static double penalty(Topology topology, float[] weights, double l2) {
    double squares = 0;
    for (Topology.Layer layer : topology.layers()) {
      for (int i = layer.weightsAt(); i < layer.biasesAt(); i++) {
        squares += (double) weights[i] * weights[i];
      }
    }
    return 0.5 * l2 * squares;
  }

  /** Every tensor's difference by its own size; state of Adam has every tensor twice. */
  private static void assertClose(
      Topology topology, String what, INDArray expected, float[] found) {
    float[] values = expected.dup().reshape(expected.length()).toFloatVector();
    assertEquals(values.length, found.length, what + ": length");
    for (int block = 0; block < values.length; block += topology.parameters()) {
      for (Topology.Layer layer : topology.layers()) {
        int end = layer.biasesAt() + layer.outputs();
        compareRange(topology, what, values, found, block, layer.weightsAt(), layer.biasesAt());
        compareRange(topology, what, values, found, block, layer.biasesAt(), end);
      }
    }
  }

  private static void compareRange(
      Topology topology,
      String what,
      float[] expected,
      float[] found,
      int block,
      int from,
      int to) {
    double difference = 0;
    double size = 0;
    for (int i = block + from; i < block + to; i++) {
      difference += Math.pow((double) expected[i] - found[i], 2);
      size += (double) expected[i] * expected[i];
    }
    double relative = difference == 0 ? 0 : Math.sqrt(difference / size);
    assertTrue(
        relative < TOLERANCE,
        () -> what + ": the tensor from " + topology.describe(from) + " differs by " + relative);
  }

  private static MultiLayerNetwork network(Topology topology, Updater updater, double l2) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder().updater(dl4j(updater)).l2(l2).list();
    int inputs = topology.inputs();
    for (int units : topology.hidden()) {
      list.layer(
          new DenseLayer.Builder()
              .nIn(inputs)
              .nOut(units)
              .activation(activation(topology))
              .build());
      inputs = units;
    }
    MultiLayerConfiguration configuration =
        list.layer(
                new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                    .nIn(inputs)
                    .nOut(topology.classes())
                    .activation(org.nd4j.linalg.activations.Activation.SOFTMAX)
                    .build())
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  private static IActivation activation(Topology topology) {
    return topology.slope() > 0 && topology.slope() != Activation.DEFAULT_SLOPE
        ? new ActivationLReLU(topology.slope())
        : org.nd4j.linalg.activations.Activation.valueOf(topology.activation().name())
            .getActivationFunction();
  }

  private static IUpdater dl4j(Updater updater) {
    if (updater instanceof Updater.RmsProp r) {
      return new RmsProp(RATE, r.decay(), r.epsilon());
    } else if (updater instanceof Updater.Adam a) {
      return new Adam(RATE, a.beta1(), a.beta2(), a.epsilon());
    } else if (updater instanceof Updater.Nesterovs n) {
      return new Nesterovs(RATE, n.momentum());
    }
    return new Sgd(RATE);
  }
}
