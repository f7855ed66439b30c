package org.mnistspark.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.mnistspark.mlp.Examples;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A small classification problem: example i has class i % 3, and every third of its grey levels,
 * from its class on, is not zero, so that shards are sparse. An example depends on nothing but its
 * number.
 */
final class Stripes {
  static final int INPUTS = 12;
  static final int CLASSES = 3;
  static final int HIDDEN = 8;

  private Stripes() {}

  static float[] features(int from, int count) {
    float[] features = new float[count * INPUTS];
    for (int i = 0; i < count; i++) {
      SplittableRandom random = new SplittableRandom(from + i);
      for (int k = 0; k < INPUTS; k++) {
        int level = k % 3 == (from + i) % 3 ? 100 + random.nextInt(156) : 0;
        features[i * INPUTS + k] = level / 255f;
      }
    }
    return features;
  }

  static float[] labels(int from, int count) {
    float[] labels = new float[count * CLASSES];
    for (int i = 0; i < count; i++) {
      labels[i * CLASSES + (from + i) % 3] = 1f;
    }
    return labels;
  }

  /** Examples [from, from + count) as the fused step takes them. */
  static Examples examples(int from, int count) {
    return Examples.of(INPUTS, CLASSES, features(from, count), labels(from, count));
  }

  /** Examples [from, from + count). */
  static DataSet dataSet(int from, int count) {
    return new DataSet(
        Nd4j.create(features(from, count), new long[] {count, INPUTS}, 'c'),
        Nd4j.create(labels(from, count), new long[] {count, CLASSES}, 'c'));
  }

  /** Consecutive examples from 0 on, in DataSets of these sizes. */
  static JavaRDD<DataSet> rdd(JavaSparkContext context, int partitions, int... sizes) {
    List<int[]> ranges = new ArrayList<>();
    int from = 0;
    for (int size : sizes) {
      ranges.add(new int[] {from, size});
      from += size;
    }
    return context.parallelize(ranges, partitions).map(range -> dataSet(range[0], range[1]));
  }

  /** 12 inputs, 8 tanh units, 3 classes, L2 of 0.001. */
  static MultiLayerConfiguration conf(IUpdater updater) {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .weightInit(WeightInit.XAVIER_UNIFORM)
        .updater(updater)
        .l2(0.001)
        .list()
        .layer(
            new DenseLayer.Builder().nIn(INPUTS).nOut(HIDDEN).activation(Activation.TANH).build())
        .layer(
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(HIDDEN)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build())
        .build();
  }

  static MultiLayerNetwork network(IUpdater updater) {
    MultiLayerNetwork network = new MultiLayerNetwork(conf(updater));
    network.init();
    return network;
  }

  static float[] weights(MultiLayerNetwork network) {
    return network.params().toFloatVector();
  }

  static float[] state(MultiLayerNetwork network) {
    return network.getUpdater().getStateViewArray().toFloatVector();
  }
}
