package org.mnistspark.evaluation;

import java.io.Serializable;
import java.util.Arrays;

/** One example with what a classifier says about it. Immutable; equal by all values. */
public final class ScoredExample implements Serializable {
  private static final long serialVersionUID = 1L;

  // A class of primitives and arrays, not a record: it travels by Kryo, too.
  private final long index;
  private final float[] features;
  private final float[] probabilities;
  private final int label;

  /**
   * An example.
   *
   * @param index its position in the data set
   * @param features in [0,1]; copied
   * @param probabilities one per class; copied
   * @param label true class
   */
  public ScoredExample(long index, float[] features, float[] probabilities, int label) {
    this.index = index;
    this.features = features.clone();
    this.probabilities = probabilities.clone();
    this.label = label;
  }

  /** Its position in the data set. */
  public long index() {
    return index;
  }

  /** A copy of its features, in [0,1]. */
  public float[] features() {
    return features.clone();
  }

  /** What the classifier says about it. */
  public Prediction prediction() {
    return Prediction.of(probabilities, 0, probabilities.length, label);
  }

  /** The probability of the predicted class. */
  float confidence() {
    return probabilities[Probabilities.argmax(probabilities, 0, probabilities.length)];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScoredExample example
        && index == example.index
        && label == example.label
        && Arrays.equals(features, example.features)
        && Arrays.equals(probabilities, example.probabilities);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(index);
  }

  @Override
  public String toString() {
    return "ScoredExample[index=" + index + ", " + prediction() + "]";
  }
}
