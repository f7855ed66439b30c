package org.mnistspark.mlp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/**
 * The first mean losses on MNIST in file order: 784-512-10, seed 42, RMSProp at 0.001, minibatches
 * of 128.
 */
class GoldenTraceTest {

  private static final double[] LOSSES = {
    2.3006705, 1.8706316, 1.4688093, 1.2316874, 1.2290931, 1.0044654, 0.9110060, 0.8809423,
    1.0734528, 0.7683578
  };

  @Test
  void firstTenLossesOnMnist() {
    Examples training = RealMnist.training();
    float[] weights = GlorotUniform.parameters(Fixtures.DEFAULT, 42);
    float[] state = Fixtures.RMS_PROP.newState(weights.length);
    Step step = new Step(new Workspace(Fixtures.DEFAULT, 128), Fixtures.RMS_PROP, 0);
    int[] order = Fixtures.inOrder(training.size());
    for (int i = 0; i < 10; i++) {
      BatchResult result = step.train(weights, state, training, order, i * 128, 128, 0.001, i);
      // Other processors round sums in another order: 1e-7 apart between AVX2 and AVX-512.
      assertEquals(LOSSES[i], result.lossSum() / 128, 1e-4, "loss of minibatch " + i);
    }
  }
}
