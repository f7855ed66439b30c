package org.mnistspark.mlp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class MlpTest {

  private static final Topology SMALL = new Topology(7, List.of(6, 5), Activation.TANH, 3);

  @Test
  void probabilitiesAreThoseOfThePlainFormula() {
    float[] weights = Fixtures.weights(SMALL, 1);
    float[] features = Fixtures.features(5, 7, 2);
    float[] found = classify(new Mlp(SMALL, weights), features, 5);
    for (int e = 0; e < 5; e++) {
      double[] a = new double[7];
      for (int i = 0; i < 7; i++) {
        a[i] = features[e * 7 + i];
      }
      double sum = 0;
      for (Topology.Layer layer : SMALL.layers()) {
        double[] z = new double[layer.outputs()];
        for (int o = 0; o < z.length; o++) {
          z[o] = weights[layer.biasesAt() + o];
          for (int i = 0; i < a.length; i++) {
            z[o] += weights[layer.weightsAt() + o * a.length + i] * a[i];
          }
          z[o] =
              layer.biasesAt() + layer.outputs() == weights.length
                  ? Math.exp(z[o])
                  : Math.tanh(z[o]);
        }
        a = z;
      }
      for (double value : a) {
        sum += value;
      }
      for (int c = 0; c < 3; c++) {
        assertEquals(a[c] / sum, found[e * 3 + c], 1e-6);
      }
    }
  }

  @Test
  void oneExampleGivesTheBitsOfABlockDenseOrSparse() {
    int[] indices = {1, 2, 5, 6};
    float[] values = {0.5f, 0, -2, 0.25f};
    float[] dense = {0, 0.5f, 0, 0, 0, -2, 0.25f};
    for (Topology topology : List.of(SMALL, new Topology(7, List.of(), Activation.RELU, 3))) {
      Mlp network = new Mlp(topology, Fixtures.weights(topology, 1));
      float[] expected = classify(network, dense, 1);
      float[] logits = new float[3];
      network.logits(dense, logits);
      float[] sparse = new float[3];
      // Something else in between, which leaves its traces in the memory that is used again.
      network.logits(Fixtures.features(1, 7, 4), sparse);
      network.logits(indices, values, indices.length, sparse);

      assertArrayEquals(logits, sparse);
      network.probabilities(logits);
      assertArrayEquals(expected, logits);
    }
  }

  /** Metrics must not depend on partitions: every split of the rows gives the same bits. */
  @Test
  void everySplitOfTheRowsGivesTheSameBits() {
    for (Topology topology :
        List.of(Fixtures.DEFAULT, SMALL, new Topology(33, List.of(17), Activation.RELU, 10))) {
      int rows = 500;
      Mlp classifier = new Mlp(topology, Fixtures.weights(topology, 1));
      float[] features = Fixtures.features(rows, topology.inputs(), 2);
      float[] expected = classify(classifier, features, rows);
      SplittableRandom random = new SplittableRandom(3);
      for (int largest : new int[] {1, 3, 50, 200, 500}) {
        float[] found = new float[expected.length];
        int from = 0;
        while (from < rows) {
          int count = Math.min(1 + random.nextInt(largest), rows - from);
          copyBlock(classifier, features, from, count, found);
          from += largest == 1 ? 7 * count : count; // single rows: every seventh is enough
        }
        compare(topology, expected, found, largest == 1 ? 7 : 1);
      }
    }
  }

  private static void copyBlock(
      Mlp classifier, float[] features, int from, int count, float[] found) {
    int inputs = classifier.inputs();
    float[] block = new float[count * inputs];
    System.arraycopy(features, from * inputs, block, 0, block.length);
    float[] probabilities = classify(classifier, block, count);
    System.arraycopy(probabilities, 0, found, from * classifier.classes(), probabilities.length);
  }

  private static void compare(Topology topology, float[] expected, float[] found, int every) {
    int classes = topology.classes();
    for (int row = 0; row * classes < expected.length; row += every) {
      for (int c = 0; c < classes; c++) {
        int k = row * classes + c;
        assertEquals(expected[k], found[k], 0f, topology + " row " + row + " class " + c);
      }
    }
  }

  @Test
  void threadsMayShareIt() throws Exception {
    Mlp classifier = new Mlp(Fixtures.DEFAULT, Fixtures.weights(Fixtures.DEFAULT, 1));
    float[] features = Fixtures.features(300, 784, 2);
    float[] expected = classify(classifier, features, 300);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<float[]>> results = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        results.add(threads.submit(() -> classify(classifier, features, 300)));
      }
      for (Future<float[]> result : results) {
        assertArrayEquals(expected, result.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void classifiesTheSameAfterATripOverTheWire() throws Exception {
    Mlp classifier = new Mlp(SMALL, Fixtures.weights(SMALL, 1));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(classifier);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      Mlp copy = (Mlp) in.readObject();
      float[] features = Fixtures.features(5, 7, 2);
      assertArrayEquals(classify(classifier, features, 5), classify(copy, features, 5));
    }
  }

  @Test
  void rejectsArraysThatAreTooShort() {
    Mlp classifier = new Mlp(SMALL, new float[SMALL.parameters()]);
    assertEquals(
        "features: expected at least 2 rows of 7, found 13 values",
        assertThrows(
                IllegalArgumentException.class,
                () -> classifier.classify(new float[13], 2, new float[6]))
            .getMessage());
    assertEquals(
        "probabilities: expected at least 2 rows of 3, found 5 values",
        assertThrows(
                IllegalArgumentException.class,
                () -> classifier.classify(new float[14], 2, new float[5]))
            .getMessage());
  }

  private static float[] classify(Mlp classifier, float[] features, int rows) {
    float[] probabilities = new float[rows * classifier.classes()];
    classifier.classify(features, rows, probabilities);
    return probabilities;
  }
}
