package org.mnistspark.mlp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiniteTest {

  private static final Topology TOPOLOGY = new Topology(3, List.of(4), Activation.RELU, 2);

  @Test
  void acceptsFiniteValues() {
    Finite.require(TOPOLOGY, GlorotUniform.parameters(TOPOLOGY, 1), 2.3, "round 1");
  }

  @Test
  void namesTheFirstWeightThatIsNot() {
    float[] weights = new float[TOPOLOGY.parameters()];
    weights[2 * 4 + 1] = Float.NEGATIVE_INFINITY; // input by input
    weights[2 * 4 + 2] = Float.NaN;
    assertEquals(
        "training diverged in round 7: expected finite values, found -Infinity as"
            + " layer 0 weight [2, 1]; use a lower learning rate",
        assertThrows(
                ArithmeticException.class, () -> Finite.require(TOPOLOGY, weights, 1, "round 7"))
            .getMessage());
  }

  @Test
  void noticesTheLoss() {
    assertEquals(
        "training diverged in round 7: expected finite values, found NaN as loss;"
            + " use a lower learning rate",
        assertThrows(
                ArithmeticException.class,
                () -> Finite.require(TOPOLOGY, new float[26], Double.NaN, "round 7"))
            .getMessage());
  }

  /** NaN weights must not pass as a finite loss. */
  @Test
  void aStepWithNanWeightsHasANanLoss() {
    float[] weights = GlorotUniform.parameters(TOPOLOGY, 1);
    weights[0] = Float.NaN;
    BatchResult result =
        new Step(new Workspace(TOPOLOGY, 4), new Updater.Sgd(), 0)
            .train(
                weights,
                new float[0],
                Fixtures.examples(
                    TOPOLOGY,
                    new float[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
                    Fixtures.oneHot(new int[4], 2)),
                Fixtures.inOrder(4),
                0,
                4,
                0.1,
                0);
    assertEquals(Double.NaN, result.lossSum());
  }
}
