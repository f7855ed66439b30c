package org.mnistspark.mlp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The formulas by hand; that they are DL4J's is tested in {@link Dl4jParityTest}. */
class UpdaterTest {

  @Test
  void startsWithTheStateOfEachUpdater() {
    assertArrayEquals(new float[] {1e-7f, 1e-7f}, new Updater.RmsProp(0.9, 1e-7).newState(2));
    assertArrayEquals(new float[4], new Updater.Adam(0.9, 0.999, 1e-8).newState(2));
    assertArrayEquals(new float[0], new Updater.Sgd().newState(2));
    assertArrayEquals(new float[2], new Updater.Nesterovs(0.9).newState(2));
  }

  @Test
  void rmsPropDividesByTheRootMeanSquare() {
    float[] w = {1f};
    float[] v = {0.25f};
    run(new Updater.RmsProp(0.5, 1e-7), w, new float[] {0.5f}, v, 0.1, 0, 0f);
    assertEquals(0.25f, v[0], 1e-7f);
    assertEquals(0.9f, w[0], 1e-6f);
  }

  @Test
  void adamKeepsMeansThenSquares() {
    float[] w = {1f, 1f};
    float[] state = new float[4];
    run(new Updater.Adam(0.9, 0.999, 1e-8), w, new float[] {2f, -3f}, state, 0.1, 0, 0f);
    assertArrayEquals(new float[] {0.2f, -0.3f, 0.004f, 0.009f}, state, 1e-6f);
    assertArrayEquals(new float[] {0.9f, 1.1f}, w, 1e-5f);
  }

  @Test
  void nesterovsLooksAhead() {
    float[] w = {1f};
    float[] v = {0.5f};
    run(new Updater.Nesterovs(0.5), w, new float[] {2f}, v, 0.1, 0, 0f);
    assertEquals(0.05f, v[0], 1e-7f);
    assertEquals(1f + 1.5f * 0.05f - 0.25f, w[0], 1e-6f);
  }

  @Test
  void weightDecayIsPartOfTheGradient() {
    float[] w = {2f};
    run(new Updater.Sgd(), w, new float[] {1f}, new float[0], 0.1, 0, 0.5f);
    assertEquals(1.8f, w[0], 1e-6f);
  }

  @Test
  void secondMomentsStayOutOfSubnormalNumbers() {
    float[] w = {1f};
    float[] v = {1e-7f};
    UpdateLoop loop = UpdateLoop.of(new Updater.RmsProp(0.9, 1e-7), 1);
    loop.begin(v, 0.1, 0);
    for (int i = 0; i < 2000; i++) {
      loop.update(w, new float[] {0f}, v, 0, 1, 0f);
    }
    assertTrue(v[0] >= Float.MIN_NORMAL, Arrays.toString(v));
    assertEquals(1f, w[0]);
  }

  @Test
  void leavesValuesOutsideTheRange() {
    float[] w = {1f, 1f, 1f};
    UpdateLoop loop = UpdateLoop.of(new Updater.Sgd(), 3);
    loop.begin(new float[0], 1, 0);
    loop.update(w, new float[] {1f, 1f, 1f}, new float[0], 1, 2, 0f);
    assertArrayEquals(new float[] {1f, 0f, 1f}, w);
  }

  @Test
  void rejectsValuesOutOfRange() {
    assertMessage(
        "decay: expected at least 0 and below 1, found 1.0", () -> new Updater.RmsProp(1, 1));
    assertMessage(
        "epsilon: expected a value above 0, found 0.0", () -> new Updater.RmsProp(0.9, 0));
    assertMessage(
        "beta1: expected at least 0 and below 1, found -0.1", () -> new Updater.Adam(-0.1, 0, 1));
    assertMessage(
        "beta2: expected at least 0 and below 1, found NaN",
        () -> new Updater.Adam(0, Double.NaN, 1));
    assertMessage(
        "momentum: expected at least 0 and below 1, found 2.0", () -> new Updater.Nesterovs(2));
  }

  private static void assertMessage(String message, Runnable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }

  private static void run(
      Updater updater, float[] w, float[] g, float[] state, double rate, int iteration, float l2) {
    UpdateLoop loop = UpdateLoop.of(updater, w.length);
    loop.begin(state, rate, iteration);
    loop.update(w, g, state, 0, w.length, l2);
    loop.end(state);
  }
}
