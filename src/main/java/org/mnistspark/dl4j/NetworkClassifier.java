package org.mnistspark.dl4j;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.mnistspark.data.DataException;
import org.mnistspark.evaluation.Classifier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Any DL4J network of dense input as a classifier that can be sent to executors. */
final class NetworkClassifier implements Classifier {
  private static final long serialVersionUID = 1L;

  private final String configuration;
  private final float[] weights;
  private final int inputs;
  private final int classes;
  private final int threads;
  private transient MultiLayerNetwork network;

  private NetworkClassifier(
      String configuration, float[] weights, int inputs, int classes, int threads) {
    this.configuration = configuration;
    this.weights = weights;
    this.inputs = inputs;
    this.classes = classes;
    this.threads = threads;
  }

  /**
   * Copies the network's weights.
   *
   * @param name of the model, for error messages
   * @param threads native threads per task
   * @throws DataException when the network does not map vectors to class probabilities
   */
  static NetworkClassifier of(MultiLayerNetwork network, String name, int threads) {
    MultiLayerConfiguration conf = network.getLayerWiseConfigurations();
    int last = network.getnLayers() - 1;
    Layer input = conf.getConf(0).getLayer();
    // Not any FeedForwardLayer: DL4J's convolutional and recurrent layers are some, too.
    if ((input instanceof DenseLayer || input instanceof OutputLayer)
        && conf.getConf(last).getLayer() instanceof OutputLayer output) {
      FeedForwardLayer first = (FeedForwardLayer) input;
      return new NetworkClassifier(
          conf.toJson(),
          network.params().toFloatVector(),
          Math.toIntExact(first.getNIn()),
          Math.toIntExact(output.getNOut()),
          threads);
    }
    throw new DataException(
        name
            + ": expected a network from feature vectors to classes, found layers "
            + input.getClass().getSimpleName()
            + " to "
            + conf.getConf(last).getLayer().getClass().getSimpleName()
            + "; use a model with dense input and output layers");
  }

  @Override
  public int inputs() {
    return inputs;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public void classify(float[] features, int rows, float[] probabilities) {
    NativeThreads.limit(threads);
    for (int row = 0; row < rows; row++) {
      float[] example = Arrays.copyOfRange(features, row * inputs, (row + 1) * inputs);
      System.arraycopy(forward(example), 0, probabilities, row * classes, classes);
    }
  }

  /**
   * One example by itself: a matrix product may round a row in another way depending on its
   * position and on how many there are, and an evaluation would depend on how the data is
   * partitioned.
   */
  private synchronized float[] forward(float[] example) {
    if (network == null) {
      network = new MultiLayerNetwork(MultiLayerConfiguration.fromJson(configuration));
      network.init(Nd4j.createFromArray(weights).reshape(1, weights.length), false);
    }
    INDArray output = network.output(Nd4j.create(example, new long[] {1, inputs}, 'c'));
    return output.toFloatVector();
  }
}
