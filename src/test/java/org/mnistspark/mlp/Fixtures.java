package org.mnistspark.mlp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

  /** Floats, and classes where the labels are one-hot. */
  static Examples examples(Topology topology, float[] features, float[] labels) {
    int classes = topology.classes();
    boolean hard = true;
    for (int i = 0; i < labels.length; i += classes) {
      hard &= Labels.isOneHot(Arrays.copyOfRange(labels, i, i + classes));
    }
    return Examples.of(new RowFormat(topology.inputs(), classes, false, hard), features, labels);
  }

  /** Grey levels as bytes. */
  static Examples greyExamples(byte[] pixels, int inputs, int[] labels, int classes) {
    RowFormat format = RowFormat.smallest(inputs, classes);
    ByteBuffer rows =
        ByteBuffer.allocate(labels.length * format.bytes()).order(ByteOrder.nativeOrder());
    for (int i = 0; i < labels.length; i++) {
      rows.put(pixels, i * inputs, inputs).putInt(labels[i]);
    }
    return new Examples(format, labels.length, labels.length, List.of(rows));
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

  static int[] inOrder(int examples) {
    int[] order = new int[examples];
    for (int i = 0; i < examples; i++) {
      order[i] = i;
    }
    return order;
  }
}
