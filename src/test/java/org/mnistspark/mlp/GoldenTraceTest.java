package org.mnistspark.mlp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The first mean losses on MNIST in file order: 784-512-10, seed 42, RMSProp at 0.001, minibatches
 * of 128.
 */
class GoldenTraceTest {

  private static final double[] LOSSES = {
    2.3006705, 1.8706316, 1.4688093, 1.2316874, 1.2290931, 1.0044654, 0.9110060, 0.8809423,
    1.0734528, 0.7683578
  };

  /** Hashes of weights and updater state after those ten minibatches. */
  private static final int WEIGHTS = -1_572_971_309;

  private static final int STATE = -1_181_099_811;

  /** 784-500-100-10 with leaky relus, Nesterov momentum at 0.1, L2 of 1e-4: DL4J's own example. */
  private static final double[] LEAKY_LOSSES = {
    2.3232520, 2.1508624, 1.8924470, 1.6282954, 1.5244651, 1.2303328, 0.9692031, 0.8578501,
    1.0859018, 0.7981152
  };

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void firstTenLossesOnMnist(boolean sparse) {
    compare(LOSSES, Fixtures.DEFAULT, Fixtures.RMS_PROP, 0, 0.001, sparse);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void firstTenLossesOfLeakyRelusOnMnist(boolean sparse) {
    Topology topology = new Topology(784, List.of(500, 100), Activation.LEAKYRELU, 10);
    compare(LEAKY_LOSSES, topology, new Updater.Nesterovs(0.9), 1e-4, 0.1, sparse);
  }

  /** OpenBLAS has no part in it, and no loop depends on the width of vectors. */
  @Test
  void sparseTrainingGivesTheSameBitsOnEveryProcessor() {
    // The exponential function is one of the JVM's own, another one elsewhere.
    Assumptions.assumeTrue(
        System.getProperty("os.arch").equals("amd64"), "weights of another architecture");
    Examples training = RealMnist.training(true);
    float[] weights =
        StepOrder.of(Fixtures.DEFAULT, GlorotUniform.parameters(Fixtures.DEFAULT, 42));
    float[] state = Fixtures.RMS_PROP.newState(weights.length);
    Step step = new Step(new Workspace(Fixtures.DEFAULT, 128), Fixtures.RMS_PROP, 0);
    int[] order = Fixtures.inOrder(training.size());
    for (int i = 0; i < 10; i++) {
      step.train(weights, state, training, order, i * 128, 128, 0.001, i);
    }
    assertEquals(WEIGHTS, Arrays.hashCode(weights));
    assertEquals(STATE, Arrays.hashCode(state));
  }

  private static void compare(
      double[] losses, Topology topology, Updater updater, double l2, double rate, boolean sparse) {
    Examples training = RealMnist.training(sparse);
    float[] weights = StepOrder.of(topology, GlorotUniform.parameters(topology, 42));
    float[] state = updater.newState(weights.length);
    Step step = new Step(new Workspace(topology, 128), updater, l2);
    int[] order = Fixtures.inOrder(training.size());
    for (int i = 0; i < 10; i++) {
      BatchResult result = step.train(weights, state, training, order, i * 128, 128, rate, i);
      // Other processors round sums in another order: 1e-7 apart between AVX2 and AVX-512.
      assertEquals(losses[i], result.lossSum() / 128, 1e-4, "loss of minibatch " + i);
    }
  }
}
