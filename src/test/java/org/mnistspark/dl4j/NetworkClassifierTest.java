package org.mnistspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.mnistspark.data.DataException;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.mlp.Mlp;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

final class NetworkClassifierTest {
  private static final int ROWS = 130;

  private static MultiLayerNetwork notebook() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(Networks.configuration(NetworksTest.notebook(3)));
    network.init();
    return network;
  }

  /** A network that the fused step does not cover. */
  private static MultiLayerNetwork withDropout() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .updater(new Sgd(0.1))
                .list()
                .layer(
                    new DenseLayer.Builder()
                        .nIn(Stripes.INPUTS)
                        .nOut(40)
                        .dropOut(0.5)
                        .activation(Activation.RELU)
                        .build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(40)
                        .nOut(Stripes.CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    return network;
  }

  private static float[] classify(Classifier classifier, float[] features, int rows) {
    float[] probabilities = new float[rows * classifier.classes()];
    classifier.classify(features, rows, probabilities);
    return probabilities;
  }

  @Test
  void theFusedForwardPassIsTakenWhereItCoversTheNetwork() {
    assertEquals(Mlp.class, Networks.classifier(notebook(), "m", 1).getClass());
    assertEquals(NetworkClassifier.class, Networks.classifier(withDropout(), "m", 1).getClass());
  }

  @Test
  void bothForwardPassesAgree() {
    MultiLayerNetwork network = notebook();
    float[] features = new float[ROWS * 784];
    for (int i = 0; i < features.length; i++) {
      features[i] = i * 37 % 256 / 255f;
    }

    float[] fused = classify(Networks.classifier(network, "m", 1), features, ROWS);
    float[] dl4j = classify(NetworkClassifier.of(network, "m", 1), features, ROWS);

    assertArrayEquals(dl4j, fused, 1e-5f);
  }

  @Test
  void dl4jsForwardPassDoesNotDependOnItsNeighbours() {
    NetworkClassifier classifier = NetworkClassifier.of(withDropout(), "m", 1);
    float[] features = Stripes.features(0, ROWS);
    float[] whole = classify(classifier, features, ROWS);

    for (int size : new int[] {1, 7, 128}) {
      for (int from = 0; from < ROWS; from += size) {
        int count = Math.min(size, ROWS - from);
        float[] part =
            classify(
                classifier,
                Arrays.copyOfRange(
                    features, from * Stripes.INPUTS, (from + count) * Stripes.INPUTS),
                count);
        assertArrayEquals(
            Arrays.copyOfRange(whole, from * Stripes.CLASSES, (from + count) * Stripes.CLASSES),
            part);
      }
    }
  }

  @Test
  void itIsSentWithItsWeightsAsTheyWere() throws IOException, ClassNotFoundException {
    MultiLayerNetwork network = withDropout();
    NetworkClassifier classifier = NetworkClassifier.of(network, "m", 1);
    float[] before = classify(classifier, Stripes.features(0, 5), 5);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(classifier);
    }
    network.params().muli(2);

    Classifier sent;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      sent = (Classifier) in.readObject();
    }

    assertEquals(Stripes.INPUTS, sent.inputs());
    assertEquals(Stripes.CLASSES, sent.classes());
    assertArrayEquals(before, classify(sent, Stripes.features(0, 5), 5));
    assertArrayEquals(before, classify(classifier, Stripes.features(0, 5), 5));
  }

  @Test
  void aConvolutionalNetworkIsRefused() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutionalFlat(28, 28, 1))
                .build());
    network.init();

    String message =
        assertThrows(DataException.class, () -> Networks.classifier(network, "m.zip", 1))
            .getMessage();

    assertTrue(
        message.startsWith(
            "m.zip: expected a network from feature vectors to classes, found layers"
                + " ConvolutionLayer to OutputLayer;"),
        message);
  }
}
