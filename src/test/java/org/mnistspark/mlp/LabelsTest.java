package org.mnistspark.mlp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class LabelsTest {

  @Test
  void gathersClassesAsOneHotColumns() {
    Labels labels = Labels.ofClasses(new int[] {2, 0, 1}, 3);
    float[] targets = new float[6];
    labels.gather(new int[] {9, 2, 0}, 1, 2, targets);
    assertArrayEquals(new float[] {0, 0, 1, 0, 0, 1}, targets);
  }

  @Test
  void gathersDistributions() {
    Labels labels = Labels.ofDistributions(new float[] {0.25f, 0.75f, 0.5f, 0.5f}, 2);
    float[] targets = new float[4];
    labels.gather(new int[] {1, 0}, 0, 2, targets);
    assertArrayEquals(new float[] {0.5f, 0.25f, 0.5f, 0.75f}, targets);
    assertEquals(1, labels.classOf(0));
    assertEquals(0, labels.classOf(1)); // the first of two
    assertEquals(2, labels.size());
  }

  @Test
  void oneHotDistributionsAreClasses() {
    Labels labels = Labels.ofDistributions(new float[] {0, 1, 0, 0, 0, 1}, 3);
    assertEquals(Labels.ofClasses(new int[0], 3).getClass(), labels.getClass());
    assertEquals(1, labels.classOf(0));
    assertEquals(2, labels.classOf(1));
  }

  @Test
  void rejectsWhatIsNoLabel() {
    assertMessage(
        "label of example 1: expected a class from 0 to 2, found 3",
        () -> Labels.ofClasses(new int[] {0, 3}, 3));
    assertMessage(
        "labels: expected a multiple of 3 values, found 4",
        () -> Labels.ofDistributions(new float[4], 3));
    assertMessage(
        "label of example 0: expected finite values, found NaN",
        () -> Labels.ofDistributions(new float[] {0, Float.NaN}, 2));
  }

  private static void assertMessage(String message, Runnable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }
}
