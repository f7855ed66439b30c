package org.mnistspark.evaluation;

import java.io.Serializable;

/** A trained classifier that can be shipped to where the examples are. */
public interface Classifier extends Serializable {

  /** Features per example. */
  int inputs();

  /** Classes that it tells apart. */
  int classes();

  /** Whether features are pixels in [0,1], as they are unless the model has its own unit. */
  default boolean takesPixels() {
    return true;
  }

  /**
   * Classifies a block of examples.
   *
   * @param features [rows, inputs] row-major, in [0,1] if {@link #takesPixels}
   * @param rows examples in the block
   * @param probabilities [rows, classes] row-major; overwritten; every row sums to 1
   */
  void classify(float[] features, int rows, float[] probabilities);
}
