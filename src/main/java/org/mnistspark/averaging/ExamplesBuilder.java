package org.mnistspark.averaging;

import java.util.Arrays;
import org.mnistspark.mlp.Examples;
import org.mnistspark.mlp.Labels;

/**
 * Collects a block's examples. Features stay bytes, a quarter of the memory, for as long as every
 * one of them is exactly k/255 as 8-bit images are; the first other value turns all of them into
 * floats.
 */
public final class ExamplesBuilder {
  /** An array of any longer length some virtual machines cannot make. */
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private static final float[] LEVELS = new float[256];

  static {
    for (int k = 0; k < LEVELS.length; k++) {
      LEVELS[k] = k / 255f;
    }
  }

  private final int inputs;
  private final int classes;
  private final int most;
  private byte[] pixels = new byte[0];
  private float[] features = new float[0];
  private boolean exact = true;
  private float[] labels = new float[0];
  private int size;

  /** For examples of this shape. */
  public ExamplesBuilder(int inputs, int classes) {
    this(inputs, classes, LONGEST_ARRAY);
  }

  /** With arrays of so many values at the most. */
  ExamplesBuilder(int inputs, int classes, int longestArray) {
    this.inputs = inputs;
    this.classes = classes;
    this.most = longestArray / Math.max(inputs, classes);
  }

  /**
   * Adds examples.
   *
   * @param moreFeatures [examples, inputs] row-major
   * @param moreLabels [examples, classes] row-major, one-hot or any distribution
   * @throws IllegalArgumentException when lengths don't fit, or a worker's examples no array
   */
  public void add(float[] moreFeatures, float[] moreLabels) {
    int count = moreFeatures.length / inputs;
    if (moreFeatures.length % inputs != 0 || moreLabels.length != (long) count * classes) {
      throw new IllegalArgumentException(
          "expected examples of %d features and %d classes, found %d and %d values"
              .formatted(inputs, classes, moreFeatures.length, moreLabels.length));
    }
    if (count > most - size) {
      throw new IllegalArgumentException(
          "expected at most %d examples of %d features and %d classes per worker, found at least %d; use more workers"
              .formatted(most, inputs, classes, (long) size + count));
    }
    int at = size * inputs;
    int end = at + moreFeatures.length;
    if (exact && !addPixels(moreFeatures, at, end)) {
      toFloats(at, end);
    }
    if (!exact) {
      features = room(features, end);
      System.arraycopy(moreFeatures, 0, features, at, moreFeatures.length);
    }
    labels = room(labels, (size + count) * classes);
    System.arraycopy(moreLabels, 0, labels, size * classes, moreLabels.length);
    size += count;
  }

  private boolean addPixels(float[] values, int at, int end) {
    if (pixels.length < end) {
      pixels = Arrays.copyOf(pixels, grown(pixels.length, end));
    }
    for (int i = 0; i < values.length; i++) {
      // Anything out of range, NaN too, becomes a level that is not equal to it.
      int level = (int) (values[i] * 255f + 0.5f) & 0xff;
      if (LEVELS[level] != values[i]) {
        return false;
      }
      pixels[at + i] = (byte) level;
    }
    return true;
  }

  private void toFloats(int count, int end) {
    exact = false;
    features = room(features, end);
    for (int i = 0; i < count; i++) {
      features[i] = LEVELS[pixels[i] & 0xff];
    }
    pixels = new byte[0];
  }

  private static float[] room(float[] array, int length) {
    return array.length < length ? Arrays.copyOf(array, grown(array.length, length)) : array;
  }

  private static int grown(int length, int atLeast) {
    return (int) Math.max(atLeast, Math.min(length * 3L / 2, LONGEST_ARRAY));
  }

  /** The examples so far. */
  public Examples build() {
    Labels all = Labels.ofDistributions(Arrays.copyOf(labels, size * classes), classes);
    return exact
        ? Examples.ofPixels(Arrays.copyOf(pixels, size * inputs), inputs, all)
        : Examples.ofFeatures(Arrays.copyOf(features, size * inputs), inputs, all);
  }
}
