package org.mnistspark.mlp;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects examples that arrive in parts, such as minibatches of another library, into one block.
 * As long as every feature is a grey level k / 255, it keeps one byte for each.
 */
public final class ExamplesBuilder {

  private final int inputs;
  private final int classes;
  private final List<float[]> labels = new ArrayList<>();
  private final List<byte[]> pixels = new ArrayList<>();
  private final List<float[]> features =
      new ArrayList<>(); // all parts, from the first that is no picture on
  private final int most;
  private boolean grey = true;
  private int size;

  /** An empty block. */
  public ExamplesBuilder(int inputs, int classes) {
    // An array of any longer length some virtual machines cannot make.
    this(inputs, classes, Integer.MAX_VALUE - 8);
  }

  /** With arrays of so many values at the most. */
  ExamplesBuilder(int inputs, int classes, int longestArray) {
    this.inputs = inputs;
    this.classes = classes;
    this.most = longestArray / Math.max(inputs, classes);
  }

  /**
   * Adds a part.
   *
   * @param partFeatures [rows, inputs] row-major; copied
   * @param partLabels [rows, classes] row-major, one-hot or soft; copied
   * @throws IllegalArgumentException when lengths don't fit, or the block would fit no array
   */
  public ExamplesBuilder add(float[] partFeatures, float[] partLabels) {
    int rows = partLabels.length / classes;
    if (partLabels.length != rows * classes || partFeatures.length != rows * inputs) {
      throw new IllegalArgumentException(
          "part: expected rows of "
              + inputs
              + " features and "
              + classes
              + " labels, found "
              + partFeatures.length
              + " features and "
              + partLabels.length
              + " labels");
    }
    if (rows > most - size) {
      throw new IllegalArgumentException(
          "block: expected at most "
              + most
              + " examples of "
              + inputs
              + " features and "
              + classes
              + " classes, found "
              + ((long) size + rows)
              + "; use more workers");
    }
    size += rows;
    labels.add(partLabels.clone());
    if (grey) {
      byte[] levels = new byte[partFeatures.length];
      grey = GreyLevels.encode(partFeatures, levels);
      if (grey) {
        pixels.add(levels);
        return this;
      }
      pixels.forEach(part -> features.add(GreyLevels.decode(part)));
      pixels.clear();
    }
    features.add(partFeatures.clone());
    return this;
  }

  /** The block, with the examples in the order in which they were added. */
  public Examples build() {
    Labels all = Labels.ofDistributions(join(labels), classes);
    if (!grey) {
      return Examples.ofFeatures(join(features), inputs, all);
    }
    byte[] joined = new byte[Math.multiplyExact(all.size(), inputs)];
    int at = 0;
    for (byte[] part : pixels) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return Examples.ofPixels(joined, inputs, all);
  }

  private static float[] join(List<float[]> parts) {
    long length = parts.stream().mapToLong(part -> part.length).sum();
    float[] joined = new float[Math.toIntExact(length)];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return joined;
  }
}
