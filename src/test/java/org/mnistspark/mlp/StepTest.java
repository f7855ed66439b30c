package org.mnistspark.mlp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class StepTest {

  private static final Topology SMALL = new Topology(12, List.of(9), Activation.RELU, 4);

  @Test
  void learnsWhatItSees() {
    Examples examples = Fixtures.examples(40, SMALL, 1);
    float[] weights = GlorotUniform.parameters(SMALL, 1);
    float[] state = Fixtures.RMS_PROP.newState(weights.length);
    Step step = new Step(new Workspace(SMALL, 40), Fixtures.RMS_PROP, 0);
    int[] order = Fixtures.inOrder(40);
    BatchResult first = step.train(weights, state, examples, order, 0, 40, 0.01, 0);
    BatchResult last = first;
    for (int i = 1; i < 300; i++) {
      last = step.train(weights, state, examples, order, 0, 40, 0.01, i);
    }
    assertTrue(last.lossSum() < 0.1 * first.lossSum(), last + " after " + first);
    assertEquals(40, last.correct());
  }

  @Test
  void anOrderPicksTheExamples() {
    Examples examples = Fixtures.examples(30, SMALL, 1);
    int[] order = {29, 3, 3, 17, 0, 8};
    float[] features = new float[3 * 12];
    int[] labels = new int[3];
    float[] all = Fixtures.features(30, 12, 1);
    for (int i = 0; i < 3; i++) {
      System.arraycopy(all, order[2 + i] * 12, features, i * 12, 12);
      labels[i] = examples.classOf(order[2 + i]);
    }
    Examples picked = Fixtures.examples(SMALL, features, Fixtures.oneHot(labels, 4));
    assertArrayEquals(
        weightsAfter(picked, Fixtures.inOrder(3), 0, 3), weightsAfter(examples, order, 2, 3));
  }

  @Test
  void greyLevelsTrainLikeTheFeaturesThatTheyStandFor() {
    byte[] pixels = Fixtures.pixels(20, 12, 5);
    float[] features = new float[pixels.length];
    for (int i = 0; i < features.length; i++) {
      features[i] = (pixels[i] & 0xff) / 255f;
    }
    int[] labels = Fixtures.classes(20, 4, 6);
    int[] order = Fixtures.inOrder(20);
    assertArrayEquals(
        weightsAfter(Fixtures.examples(SMALL, features, Fixtures.oneHot(labels, 4)), order, 0, 20),
        weightsAfter(Fixtures.greyExamples(pixels, 12, labels, 4), order, 0, 20));
  }

  private static float[] weightsAfter(Examples examples, int[] order, int from, int count) {
    float[] weights = Fixtures.weights(SMALL, 1);
    float[] state = Fixtures.RMS_PROP.newState(weights.length);
    new Step(new Workspace(SMALL, 20), Fixtures.RMS_PROP, 0.01)
        .train(weights, state, examples, order, from, count, 0.1, 0);
    return weights;
  }

  /** Two replicas at once, and one after them in the same process, with memory of their own. */
  @Test
  void givesTheSameBitsInEveryThreadAndWorkspace() throws Exception {
    Topology topology = Fixtures.DEFAULT;
    Examples examples =
        Fixtures.greyExamples(Fixtures.pixels(300, 784, 1), 784, Fixtures.classes(300, 10, 2), 10);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<float[]>> replicas = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        replicas.add(threads.submit(() -> train(topology, new Workspace(topology, 128), examples)));
      }
      float[] expected = train(topology, new Workspace(topology, 300), examples);
      for (Future<float[]> replica : replicas) {
        assertArrayEquals(expected, replica.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static float[] train(Topology topology, Workspace workspace, Examples examples) {
    float[] weights = GlorotUniform.parameters(topology, 42);
    float[] state = Fixtures.RMS_PROP.newState(weights.length);
    Step step = new Step(workspace, Fixtures.RMS_PROP, 0);
    int[] order = Fixtures.inOrder(300);
    for (int i = 0; i < 6; i++) {
      int from = i % 3 * 128;
      int count = Math.min(128, 300 - from);
      step.train(weights, state, examples, order, from, count, 0.001, i);
    }
    return weights;
  }

  @Test
  void aWorkspaceRemembersNothing() {
    Examples examples = Fixtures.examples(20, SMALL, 1);
    int[] order = Fixtures.inOrder(20);
    Workspace used = new Workspace(SMALL, 20);
    float[] other = Fixtures.weights(SMALL, 77);
    new Step(used, new Updater.Adam(0.9, 0.999, 1e-8), 0)
        .train(other, new float[2 * other.length], examples, order, 0, 20, 0.1, 3);
    float[] weights = Fixtures.weights(SMALL, 1);
    float[] state = Fixtures.RMS_PROP.newState(weights.length);
    new Step(used, Fixtures.RMS_PROP, 0.01).train(weights, state, examples, order, 4, 7, 0.1, 0);
    assertArrayEquals(weightsAfter(examples, order, 4, 7), weights);
  }

  @Test
  void allocatesNextToNothing() {
    Topology topology = new Topology(100, List.of(64, 32), Activation.RELU, 10);
    Examples examples =
        Fixtures.greyExamples(Fixtures.pixels(64, 100, 1), 100, Fixtures.classes(64, 10, 2), 10);
    float[] weights = GlorotUniform.parameters(topology, 1);
    Updater adam = new Updater.Adam(0.9, 0.999, 1e-8);
    float[] state = adam.newState(weights.length);
    Step step = new Step(new Workspace(topology, 64), adam, 0.001);
    int[] order = Fixtures.inOrder(64);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int steps = 200;
    for (int i = 0; i < steps; i++) {
      step.train(weights, state, examples, order, 0, 64, 0.001, i);
    }
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    for (int i = 0; i < steps; i++) {
      step.train(weights, state, examples, order, 0, 64, 0.001, i);
    }
    long bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    assertTrue(bytes < 1000L * steps, "bytes per step: " + bytes / steps);
  }

  @Test
  void countsLossAndHitsBeforeTheUpdate() {
    Examples examples = Fixtures.examples(10, SMALL, 1);
    float[] weights = new float[SMALL.parameters()];
    weights[weights.length - 1] = 2; // the last bias: class 3 for every example
    BatchResult result =
        new Step(new Workspace(SMALL, 10), new Updater.Sgd(), 0)
            .train(weights, new float[0], examples, Fixtures.inOrder(10), 0, 10, 1, 0);
    int threes = 0;
    for (int i = 0; i < 10; i++) {
      threes += examples.classOf(i) == 3 ? 1 : 0;
    }
    double logSum = Math.log(3 + Math.exp(2));
    assertEquals(threes, result.correct());
    assertEquals(10, result.examples());
    assertEquals(10 * logSum - 2 * threes, result.lossSum(), 1e-5);
  }

  @Test
  void rejectsWhatDoesNotFit() {
    Examples examples = Fixtures.examples(30, SMALL, 1);
    Step step = new Step(new Workspace(SMALL, 20), Fixtures.RMS_PROP, 0);
    float[] weights = new float[SMALL.parameters()];
    int[] order = Fixtures.inOrder(30);
    assertMessage(
        "minibatch: expected 1 to 20 examples, found 21",
        () -> step.train(weights, weights.clone(), examples, order, 0, 21, 0.1, 0));
    assertMessage(
        "weights: expected 157 values for 12-[9]-4, found 156",
        () -> step.train(new float[156], weights.clone(), examples, order, 0, 20, 0.1, 0));
    assertMessage(
        "updater state: expected 157 values for RmsProp[decay=0.9, epsilon=1.0E-7], found 0",
        () -> step.train(weights, new float[0], examples, order, 0, 20, 0.1, 0));
    Examples wider = Fixtures.examples(30, new Topology(13, List.of(), Activation.RELU, 4), 1);
    assertMessage(
        "examples: expected 12 inputs and 4 classes, found 13 and 4",
        () -> step.train(weights, weights.clone(), wider, order, 0, 20, 0.1, 0));
    assertMessage(
        "l2: expected at least 0, found -0.1",
        () -> new Step(new Workspace(SMALL, 20), Fixtures.RMS_PROP, -0.1));
    assertMessage("batch size: expected at least 1, found 0", () -> new Workspace(SMALL, 0));
  }

  private static void assertMessage(String expected, Runnable action) {
    assertEquals(expected, assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }
}
