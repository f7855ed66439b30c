package org.mnistspark.mlp;

/**
 * What is above a first layer that has sparse inputs: from its activations to the logits, and from
 * their derivative back to that by its pre-activations. For one thread at a time.
 */
interface UpperLayers {
  /**
   * Runs n examples through these layers.
   *
   * @param weights flat, in a step's order
   * @param activations of the first layer, [n][units]
   * @param logits [n, classes] column-major, overwritten
   */
  void forward(float[] weights, float[][] activations, int n, float[] logits);

  /**
   * Back-propagates through the pass that {@link #forward} ran last.
   *
   * @param activations as they were there
   * @param logitDeltas derivative of the loss by the logits, [n, classes] column-major
   * @param deltas derivative by the pre-activations of the first layer, [n][units], overwritten
   * @param gradient flat; overwritten where these layers have their parameters
   */
  void backward(
      float[][] activations, int n, float[] logitDeltas, float[][] deltas, float[] gradient);
}
