package org.mnistspark.mlp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ActivationTest {

  /** At 0, too, where units of a blank image are before the first update. */
  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.2, 1, 3})
  void aLeakyReluIsDl4jsWhateverItsInput(double slope) {
    BlasThreads.single();
    float[] z = {-2f, -0f, 0f, 5f, 1e-30f, -1e-30f, -1e30f, 0.3f, -0.7f, Float.NEGATIVE_INFINITY};
    float[] a = z.clone();
    float[] delta = new float[z.length];
    Arrays.fill(delta, 0.5f);

    Activation.LEAKYRELU.apply(a, a.length, (float) slope);
    Activation.LEAKYRELU.backward(a, delta, a.length, (float) slope);

    ActivationLReLU dl4j = new ActivationLReLU(slope);
    INDArray halves = Nd4j.valueArrayOf(new long[] {1, z.length}, 0.5f);
    assertArrayEquals(dl4j.getActivation(row(z), true).toFloatVector(), a, Float.MIN_VALUE);
    assertArrayEquals(dl4j.backprop(row(z), halves).getFirst().toFloatVector(), delta);
  }

  private static INDArray row(float[] values) {
    return Nd4j.create(values.clone(), new long[] {1, values.length}, 'c');
  }
}
