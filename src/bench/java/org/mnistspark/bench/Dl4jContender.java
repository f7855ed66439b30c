package org.mnistspark.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.mnistspark.data.Split;
import org.mnistspark.dl4j.HiddenActivation;
import org.mnistspark.dl4j.NativeThreads;
import org.mnistspark.dl4j.NetworkSettings;
import org.mnistspark.dl4j.Networks;
import org.mnistspark.dl4j.UpdaterChoice;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * DL4J's own MultiLayerNetwork.fit, without Spark: minibatches in native memory, in another order
 * every epoch.
 */
final class Dl4jContender implements Contender {
  private final int threads;
  private final MultiLayerNetwork network;
  private final List<DataSet> minibatches = new ArrayList<>();
  private final int examples;
  private final Digits test;
  private final SplittableRandom random = new SplittableRandom(Setup.SEED);

  Dl4jContender(Setup setup, int threads) throws IOException {
    this.threads = threads;
    network = new MultiLayerNetwork(Networks.configuration(settings()));
    network.init();
    NativeThreads.limit(threads);
    Digits train = Digits.load(setup.data(), Split.TRAIN);
    examples = train.size();
    int[] order = Digits.shuffled(examples, random);
    for (int at = 0; at < examples; at += Setup.BATCH) {
      minibatches.add(minibatch(train, order, at, Math.min(Setup.BATCH, examples - at)));
    }
    test = Digits.load(setup.data(), Split.TEST);
  }

  private static NetworkSettings settings() {
    return new NetworkSettings(
        Setup.INPUTS,
        List.of(Setup.HIDDEN),
        HiddenActivation.RELU,
        Setup.CLASSES,
        UpdaterChoice.RMSPROP,
        Setup.LEARNING_RATE,
        0,
        Setup.SEED);
  }

  private static DataSet minibatch(Digits train, int[] order, int from, int count) {
    float[] features = new float[count * Setup.INPUTS];
    float[] labels = new float[count * Setup.CLASSES];
    for (int i = 0; i < count; i++) {
      int example = order[from + i];
      System.arraycopy(train.features(example, 1), 0, features, i * Setup.INPUTS, Setup.INPUTS);
      labels[i * Setup.CLASSES + train.labels()[example]] = 1f;
    }
    return new DataSet(matrix(features, Setup.INPUTS), matrix(labels, Setup.CLASSES));
  }

  private static INDArray matrix(float[] values, int columns) {
    return Nd4j.create(values, new long[] {values.length / columns, columns}, 'c');
  }

  @Override
  public Lap lap() {
    int[] order = Digits.shuffled(minibatches.size(), random);
    NativeThreads.limit(threads);
    long start = System.nanoTime();
    for (int i : order) {
      network.fit(minibatches.get(i));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    INDArray scores = network.output(matrix(test.features(0, test.size()), Setup.INPUTS));
    return new Lap(examples, seconds, test.accuracy(scores.dup('c').data().asFloat()));
  }
}
