package org.mnistspark.mlp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient against central differences of an independent loss in double precision. */
class GradientTest {

  private static final int EXAMPLES = 7;
  private static final double EPSILON = 1e-6;

  static List<Topology> topologies() {
    List<Topology> topologies = new ArrayList<>();
    topologies.add(new Topology(6, List.of(), Activation.IDENTITY, 3));
    for (Activation activation : Activation.values()) {
      topologies.add(new Topology(6, List.of(5), activation, 3));
      topologies.add(new Topology(9, List.of(8, 1, 7), activation, 2));
    }
    for (double slope : new double[] {0.3, 1, 1.5}) {
      topologies.add(new Topology(9, List.of(8, 7), Activation.LEAKYRELU, slope, 3));
    }
    topologies.add(new Topology(33, List.of(40, 17), Activation.RELU, 10));
    return topologies;
  }

  @ParameterizedTest
  @MethodSource("topologies")
  void equalsCentralDifferencesForClasses(Topology topology) {
    check(
        topology,
        Fixtures.oneHot(Fixtures.classes(EXAMPLES, topology.classes(), 2), topology.classes()));
  }

  @ParameterizedTest
  @MethodSource("topologies")
  void equalsCentralDifferencesForSoftLabels(Topology topology) {
    check(topology, Fixtures.distributions(EXAMPLES, topology.classes(), 2));
  }

  @ParameterizedTest
  @MethodSource("topologies")
  void equalsCentralDifferencesForWeightedExamples(Topology topology) {
    int classes = topology.classes();
    float[] hard = Fixtures.oneHot(Fixtures.classes(EXAMPLES, classes, 2), classes);
    float[] soft = Fixtures.distributions(EXAMPLES, classes, 2);
    float[] weights = {0.25f, 3, 1, 0, 7.5f, 0.01f, 2};

    check(topology, weighted(hard, weights));
    check(topology, weighted(soft, weights));
  }

  /** Labels times the weights of their examples. */
  private static float[] weighted(float[] labels, float[] weights) {
    float[] weighted = labels.clone();
    int classes = labels.length / weights.length;
    for (int i = 0; i < labels.length; i++) {
      weighted[i] *= weights[i / classes];
    }
    return weighted;
  }

  private static void check(Topology topology, float[] labels) {
    float[] features = Fixtures.features(EXAMPLES, topology.inputs(), 3);
    check(topology, features, Fixtures.examples(topology, features, labels, true));
    check(topology, features, Fixtures.examples(topology, features, labels, false));
  }

  private static void check(Topology topology, float[] features, Examples examples) {
    float[] weights = Fixtures.weights(topology, 4);
    Workspace workspace = new Workspace(topology, EXAMPLES);
    BatchResult result =
        new Step(workspace, new Updater.Sgd(), 0)
            .gradient(
                StepOrder.of(topology, weights), examples, Fixtures.inOrder(EXAMPLES), 0, EXAMPLES);
    float[] gradient = StepOrder.undo(topology, workspace.gradient);

    float[] targets = new float[EXAMPLES * topology.classes()];
    examples.gatherLabels(Fixtures.inOrder(EXAMPLES), 0, EXAMPLES, targets);
    double[] w = new double[weights.length];
    for (int i = 0; i < w.length; i++) {
      w[i] = weights[i];
    }
    double loss = lossSum(topology, w, features, targets);
    assertEquals(loss, result.lossSum(), 1e-5 * loss);
    for (Topology.Layer layer : topology.layers()) {
      int end = layer.biasesAt() + layer.outputs();
      compare(topology, w, features, targets, gradient, layer.weightsAt(), layer.biasesAt());
      compare(topology, w, features, targets, gradient, layer.biasesAt(), end);
    }
  }

  private static void compare(
      Topology topology, double[] w, float[] x, float[] y, float[] gradient, int from, int to) {
    double difference = 0;
    double size = 0;
    for (int i = from; i < to; i++) {
      double here = w[i];
      w[i] = here + EPSILON;
      double up = lossSum(topology, w, x, y);
      w[i] = here - EPSILON;
      double down = lossSum(topology, w, x, y);
      w[i] = here;
      double expected = (up - down) / (2 * EPSILON) / EXAMPLES;
      difference += (expected - gradient[i]) * (expected - gradient[i]);
      size += expected * expected;
    }
    double relative = Math.sqrt(difference) / Math.max(Math.sqrt(size), 1e-3);
    assertTrue(
        relative < 1e-5,
        () -> topology + ": gradient from " + topology.describe(from) + " differs by " + relative);
  }

  /** The loss in the plainest way: no matrices, no float. */
  private static double lossSum(Topology topology, double[] w, float[] x, float[] y) {
    double loss = 0;
    for (int e = 0; e < EXAMPLES; e++) {
      double[] a = new double[topology.inputs()];
      for (int i = 0; i < a.length; i++) {
        a[i] = x[e * a.length + i];
      }
      List<Topology.Layer> layers = topology.layers();
      for (int l = 0; l < layers.size(); l++) {
        Topology.Layer layer = layers.get(l);
        double[] z = new double[layer.outputs()];
        for (int o = 0; o < z.length; o++) {
          z[o] = w[layer.biasesAt() + o];
          for (int i = 0; i < a.length; i++) {
            z[o] += w[layer.weightsAt() + o * a.length + i] * a[i];
          }
          if (l < layers.size() - 1) {
            z[o] = activate(topology, z[o]);
          }
        }
        a = z;
      }
      double sum = 0;
      for (double z : a) {
        sum += Math.exp(z);
      }
      for (int c = 0; c < a.length; c++) {
        // Targets are laid out [examples, classes] column-major.
        loss -= y[c * EXAMPLES + e] * (a[c] - Math.log(sum));
      }
    }
    return loss;
  }

  private static double activate(Topology topology, double z) {
    return switch (topology.activation()) {
      case RELU -> Math.max(z, 0);
      case LEAKYRELU -> z > 0 ? z : topology.slope() * z;
      case TANH -> Math.tanh(z);
      case SIGMOID -> 1 / (1 + Math.exp(-z));
      case IDENTITY -> z;
    };
  }
}
