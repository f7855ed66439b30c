package org.mnistspark.mlp;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Small networks and examples for tests. */
final class Fixtures {

  static final Topology DEFAULT = new Topology(784, List.of(512), Activation.RELU, 10);
  static final Updater RMS_PROP = new Updater.RmsProp(0.9, 1e-7);

  private Fixtures() {}

  static Topology topology(int inputs, List<Integer> hidden, Activation activation, int classes) {
    return new Topology(inputs, hidden, activation, classes);
  }

  /** Uniform in [0, 1), some of them 0, as pixels are. */
  static float[] features(int examples, int inputs, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] features = new float[examples * inputs];
    for (int i = 0; i < features.length; i++) {
      features[i] = Math.max(0f, (float) (1.5 * random.nextDouble() - 0.5));
    }
    return features;
  }

  static byte[] pixels(int examples, int inputs, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] pixels = new byte[examples * inputs];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (random.nextInt(5) == 0 ? random.nextInt(256) : 0);
    }
    return pixels;
  }

  static int[] classes(int examples, int classes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] labels = new int[examples];
    for (int i = 0; i < examples; i++) {
      labels[i] = random.nextInt(classes);
    }
    return labels;
  }

  /** Rows that sum to 1. */
  static float[] distributions(int examples, int classes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] labels = new float[examples * classes];
    for (int i = 0; i < examples; i++) {
      double[] row = random.doubles(classes).toArray();
      double sum = 0;
      for (double value : row) {
        sum += value;
      }
      for (int c = 0; c < classes; c++) {
        labels[i * classes + c] = (float) (row[c] / sum);
      }
    }
    return labels;
  }

  static Examples examples(int examples, Topology topology, long seed) {
    return examples(
        topology,
        features(examples, topology.inputs(), seed),
        oneHot(classes(examples, topology.classes(), seed + 1), topology.classes()));
  }

  /** As a shard would have them. */
  static Examples examples(Topology topology, float[] features, float[] labels) {
    return Examples.of(topology.inputs(), topology.classes(), features, labels);
  }

  /** Floats, and classes where the labels are one-hot. */
  static Examples examples(Topology topology, float[] features, float[] labels, boolean sparse) {
    int classes = topology.classes();
    boolean hard = true;
    for (int i = 0; i < labels.length; i += classes) {
      hard &= Labels.isOneHot(Arrays.copyOfRange(labels, i, i + classes));
    }
    return Examples.of(
        new RowFormat(topology.inputs(), classes, false, hard, sparse), features, labels);
  }

  /** Grey levels as bytes. */
  static Examples greyExamples(
      byte[] pixels, int inputs, int[] labels, int classes, boolean sparse) {
    float[] features = new float[pixels.length];
    for (int i = 0; i < features.length; i++) {
      features[i] = (pixels[i] & 0xff) / 255f;
    }
    return Examples.of(
        RowFormat.smallest(inputs, classes).withSparse(sparse), features, oneHot(labels, classes));
  }

  static Examples greyExamples(byte[] pixels, int inputs, int[] labels, int classes) {
    return greyExamples(pixels, inputs, labels, classes, true);
  }

  /** [labels, classes] row-major. */
  static float[] oneHot(int[] labels, int classes) {
    float[] rows = new float[labels.length * classes];
    for (int i = 0; i < labels.length; i++) {
      rows[i * classes + labels[i]] = 1;
    }
    return rows;
  }

  /** Weights with biases that are not 0. */
  static float[] weights(Topology topology, long seed) {
    float[] weights = GlorotUniform.parameters(topology, seed);
    SplittableRandom random = new SplittableRandom(seed + 1);
    for (Topology.Layer layer : topology.layers()) {
      for (int i = 0; i < layer.outputs(); i++) {
        weights[layer.biasesAt() + i] = (float) (0.2 * random.nextDouble() - 0.1);
      }
    }
    return weights;
  }

  /** The features of some rows as a step gathers them, [rows, inputs] row-major. */
  static float[] gathered(Examples examples, int... rows) {
    int inputs = examples.inputs();
    FloatBuffer dense = FloatBuffer.allocate(rows.length * inputs);
    if (!examples.format().sparse()) {
      examples.gather(rows, 0, rows.length, dense, new Examples.Scratch(rows.length, inputs));
      return dense.array();
    }
    SparseBatch batch = new SparseBatch(inputs, rows.length);
    examples.gather(rows, 0, rows.length, batch);
    for (int e = 0; e < rows.length; e++) {
      for (int k = batch.rowStart[e]; k < batch.rowStart[e + 1]; k++) {
        dense.put(e * inputs + batch.rowInputs[k], batch.rowValues[k]);
      }
    }
    return dense.array();
  }

  static int[] inOrder(int examples) {
    int[] order = new int[examples];
    for (int i = 0; i < examples; i++) {
      order[i] = i;
    }
    return order;
  }
}
