package org.mnistspark.mlp;

import java.util.SplittableRandom;

/**
 * Initial weights by Glorot and Bengio (2010), equation 16; DL4J's XAVIER_UNIFORM and the default
 * of Keras.
 */
public final class GlorotUniform {

  private GlorotUniform() {}

  /**
   * Weights uniform in (-s, s), s = sqrt(6 / (inputs + outputs)) of their layer; biases 0. The
   * draws are those of a SplittableRandom with this seed, one nextDouble per weight in the order of
   * the flat vector: the same on every machine.
   *
   * @return the flat parameter vector
   */
  public static float[] parameters(Topology topology, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] parameters = new float[topology.parameters()];
    for (Topology.Layer layer : topology.layers()) {
      double s = Math.sqrt(6.0 / ((double) layer.inputs() + layer.outputs()));
      for (int i = layer.weightsAt(); i < layer.biasesAt(); i++) {
        parameters[i] = (float) ((2 * random.nextDouble() - 1) * s);
      }
    }
    return parameters;
  }
}
