package org.mnistspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mnistspark.data.DataException;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.mlp.Mlp;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Models that DL4J programs saved with a normalizer, against what DL4J makes of them. */
final class SavedModelTest {
  private static final int ROWS = 40;
  private static final int CONSTANT = 5;

  @TempDir Path folder;

  /** DL4J's scalers, as programs make them. */
  enum Scaler {
    STANDARDIZE,
    MIN_MAX,
    MIN_MAX_TO_A_RANGE,
    IMAGE,
    IMAGE_TO_A_RANGE;

    private DataNormalization made() {
      return switch (this) {
        case STANDARDIZE -> new NormalizerStandardize();
        case MIN_MAX -> new NormalizerMinMaxScaler();
        case MIN_MAX_TO_A_RANGE -> new NormalizerMinMaxScaler(-1, 2);
        case IMAGE -> new ImagePreProcessingScaler();
        case IMAGE_TO_A_RANGE -> new ImagePreProcessingScaler(-1, 1);
      };
    }

    DataNormalization fitted(INDArray features) {
      DataNormalization scaler = made();
      scaler.fit(new DataSet(features, Nd4j.ones(features.rows(), 1)));
      return scaler;
    }
  }

  @BeforeAll
  static void load() {}

  /** Pixels in [0,1], one of which is 0 in all images. */
  private static float[] pixels() {
    float[] pixels = Stripes.features(0, ROWS);
    for (int row = 0; row < ROWS; row++) {
      pixels[row * Stripes.INPUTS + CONSTANT] = 0;
    }
    return pixels;
  }

  private static INDArray rows(float[] features) {
    return Nd4j.create(features.clone(), new long[] {ROWS, Stripes.INPUTS}, 'c');
  }

  private static float[] grey(float[] pixels) {
    float[] grey = new float[pixels.length];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = Math.round(255 * pixels[i]);
    }
    return grey;
  }

  /** Covered by the fused step, or with dropout, which only DL4J's own forward pass takes. */
  private static MultiLayerNetwork network(boolean fused) {
    DenseLayer.Builder hidden =
        new DenseLayer.Builder().nIn(Stripes.INPUTS).nOut(7).activation(Activation.LEAKYRELU);
    MultiLayerConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .list()
            .layer(fused ? hidden.build() : hidden.dropOut(0.5).build())
            .layer(
                new OutputLayer.Builder(LossFunction.NEGATIVELOGLIKELIHOOD)
                    .nIn(7)
                    .nOut(Stripes.CLASSES)
                    .activation(Activation.SOFTMAX)
                    .build())
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(conf);
    network.init();
    return network;
  }

  private SavedModel saved(MultiLayerNetwork network, DataNormalization normalizer)
      throws IOException {
    File file = folder.resolve("m.zip").toFile();
    network.save(file);
    ModelSerializer.addNormalizerToModel(file, normalizer);
    return read(file);
  }

  private static SavedModel read(File file) throws IOException {
    try (InputStream in = new FileInputStream(file)) {
      return ModelFiles.read(in, "m.zip");
    }
  }

  private static float[] dl4j(
      MultiLayerNetwork network, DataNormalization normalizer, float[] features) {
    INDArray rows = rows(features);
    normalizer.transform(rows);
    return network.output(rows).dup('c').ravel().toFloatVector();
  }

  private static float[] classify(Classifier classifier, float[] features) {
    float[] probabilities = new float[ROWS * Stripes.CLASSES];
    classifier.classify(features, ROWS, probabilities);
    return probabilities;
  }

  @ParameterizedTest
  @EnumSource
  void imagesGetWhatADl4jProgramGetsFromGreyLevels(Scaler scaler) throws IOException {
    float[] pixels = pixels();
    DataNormalization normalizer = scaler.fitted(rows(grey(pixels)));
    for (boolean fused : new boolean[] {true, false}) {
      MultiLayerNetwork network = network(fused);

      Classifier classifier = saved(network, normalizer).forImages(1);

      assertArrayEquals(
          dl4j(network, normalizer, grey(pixels)), classify(classifier, pixels), 1e-5f);
      assertTrue(classifier.takesPixels());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"STANDARDIZE", "MIN_MAX", "MIN_MAX_TO_A_RANGE"})
  void imagesGetWhatADl4jProgramGetsFromPixelsBelowOne(Scaler scaler) throws IOException {
    float[] pixels = pixels();
    DataNormalization normalizer = scaler.fitted(rows(pixels));
    MultiLayerNetwork network = network(true);

    SavedModel model = saved(network, normalizer);

    float[] expected = dl4j(network, normalizer, pixels);
    assertArrayEquals(expected, classify(model.forImages(1), pixels), 1e-5f);
    assertArrayEquals(expected, classify(model.forTables(1), pixels), 1e-5f);
    assertTrue(model.forTables(1).takesPixels());
  }

  @ParameterizedTest
  @EnumSource(names = {"STANDARDIZE", "MIN_MAX", "MIN_MAX_TO_A_RANGE"})
  void tablesHoldWhatTheNormalizerWasFittedTo(Scaler scaler) throws IOException {
    float[] features = pixels();
    for (int i = 0; i < features.length; i++) {
      features[i] = 40 * features[i] - 7;
    }
    DataNormalization normalizer = scaler.fitted(rows(features));
    MultiLayerNetwork network = network(true);

    SavedModel model = saved(network, normalizer);

    Classifier classifier = model.forTables(1);
    assertArrayEquals(dl4j(network, normalizer, features), classify(classifier, features), 1e-5f);
    assertFalse(classifier.takesPixels());
    String message = assertThrows(DataException.class, () -> model.forImages(1)).getMessage();
    assertTrue(
        message.matches(
            "m.zip: expected a normalizer of pixels in \\[0,1] or of grey levels from 0 to 255,"
                + " found a Normalizer\\w+ of features from -\\d.* to \\d.*; use predict with a table"
                + " \\(Parquet, JSON\\) of such features"),
        message);
  }

  @ParameterizedTest
  @EnumSource(names = {"STANDARDIZE", "MIN_MAX", "MIN_MAX_TO_A_RANGE"})
  void statisticsMayBeDoubles(Scaler scaler) throws IOException {
    float[] pixels = pixels();
    DataNormalization normalizer = scaler.fitted(rows(grey(pixels)).castTo(DataType.DOUBLE));
    MultiLayerNetwork network = network(true);

    Classifier classifier = saved(network, normalizer).forTables(1);

    assertArrayEquals(
        dl4j(network, normalizer, grey(pixels)), classify(classifier, grey(pixels)), 1e-5f);
  }

  @Test
  void theNormalizerIsNamed() throws IOException {
    INDArray rows = rows(pixels());
    for (Scaler scaler : Scaler.values()) {
      DataNormalization normalizer = scaler.fitted(rows);

      assertEquals(
          Optional.of(normalizer.getClass().getSimpleName()),
          saved(network(true), normalizer).normalizer());
    }
  }

  @Test
  void aModelWithoutOneIsClassifiedAsBefore() throws IOException {
    File file = folder.resolve("plain.zip").toFile();
    network(true).save(file);

    SavedModel model = read(file);

    assertEquals(Optional.empty(), model.normalizer());
    for (Classifier classifier : List.of(model.forImages(1), model.forTables(1))) {
      assertEquals(Mlp.class, classifier.getClass());
    }
  }

  @Test
  void itsClassifierIsSentToExecutors() throws IOException, ClassNotFoundException {
    DataNormalization normalizer = Scaler.STANDARDIZE.fitted(rows(pixels()));
    Classifier classifier = saved(network(true), normalizer).forImages(1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(classifier);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      Classifier sent = (Classifier) in.readObject();

      assertArrayEquals(classify(classifier, pixels()), classify(sent, pixels()));
    }
  }

  /** Metrics must not depend on partitions. */
  @Test
  void aRowDoesNotDependOnItsNeighbours() throws IOException {
    DataNormalization normalizer = Scaler.MIN_MAX.fitted(rows(pixels()));
    Classifier classifier = saved(network(true), normalizer).forImages(1);
    float[] whole = classify(classifier, pixels());
    float[] row = new float[Stripes.CLASSES];
    for (int i = 0; i < ROWS; i++) {
      classifier.classify(
          Arrays.copyOfRange(pixels(), i * Stripes.INPUTS, (i + 1) * Stripes.INPUTS), 1, row);
      assertArrayEquals(
          Arrays.copyOfRange(whole, i * Stripes.CLASSES, (i + 1) * Stripes.CLASSES), row);
    }
  }
}
