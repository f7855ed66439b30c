package org.mnistspark.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxModelMetadata;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import onnx.Onnx.ModelProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mnistspark.data.Signature;
import org.mnistspark.dl4j.FeatureNormalizer;
import org.mnistspark.dl4j.NormalizedClassifier;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.mlp.Activation;
import org.mnistspark.mlp.Mlp;
import org.mnistspark.mlp.Topology;
import org.mnistspark.run.record.BuildInfo;
import org.mnistspark.run.record.RunResult;
import org.mnistspark.testing.OnnxAnswers;

/** ONNX models in ONNX Runtime, against this project's own classifier. */
final class OnnxModelTest {
  private static final float TOLERANCE = 1e-6f;
  private static final int ROWS = 500;

  private static byte[] model(
      Mlp network,
      Optional<FeatureNormalizer> normalizer,
      Signature signature,
      Optional<RunResult> result)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OnnxModel.write(network, normalizer, signature, result, out);
    return out.toByteArray();
  }

  private static byte[] model(Mlp network, Optional<FeatureNormalizer> normalizer)
      throws IOException {
    Signature signature = Signature.numbered(List.of(network.inputs()), network.classes());
    return model(network, normalizer, signature, Optional.empty());
  }

  /** Random weights of the size that training begins with, and biases. */
  private static Mlp network(Topology topology, long seed) {
    Random random = new Random(seed);
    float[] weights = new float[topology.parameters()];
    for (Topology.Layer layer : topology.layers()) {
      double deviation = Math.sqrt(2.0 / (layer.inputs() + layer.outputs()));
      int end = layer.biasesAt() + layer.outputs();
      for (int i = layer.weightsAt(); i < end; i++) {
        weights[i] = (float) (deviation * random.nextGaussian());
      }
    }
    return new Mlp(topology, weights);
  }

  private static float[] features(int rows, int inputs, double scale, double shift) {
    Random random = new Random(rows);
    float[] features = new float[rows * inputs];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) (random.nextDouble() < 0.3 ? shift : scale * random.nextGaussian());
    }
    return features;
  }

  /** Holds what ONNX Runtime says of some rows against the classifier. */
  private static void assertSame(Classifier expected, byte[] model, float[] features)
      throws OrtException {
    int rows = features.length / expected.inputs();
    float[] own = new float[rows * expected.classes()];
    expected.classify(features, rows, own);

    OnnxAnswers answers = OnnxAnswers.of(model, features, expected.inputs());

    assertArrayEquals(own, answers.probabilities(), TOLERANCE);
    for (int row = 0; row < rows; row++) {
      float[] p = answers.probabilities();
      int best = row * expected.classes();
      for (int c = best; c < (row + 1) * expected.classes(); c++) {
        best = p[c] > p[best] ? c : best;
      }
      assertEquals(best - row * expected.classes(), answers.labels()[row]);
    }
  }

  static Stream<Topology> topologies() {
    return Stream.of(List.<Integer>of(), List.of(1), List.of(33), List.of(64, 32), List.of(9, 8, 7))
        .flatMap(
            hidden ->
                Arrays.stream(Activation.values())
                    .map(activation -> new Topology(50, hidden, activation, 7)));
  }

  @ParameterizedTest
  @MethodSource("topologies")
  void everyTopologyAndActivation(Topology topology) throws IOException, OrtException {
    Mlp network = network(topology, 1);

    assertSame(network, model(network, Optional.empty()), features(ROWS, 50, 1, 0));
  }

  @Test
  void leakyRelusOfAnySlope() throws IOException, OrtException {
    Topology topology = new Topology(50, List.of(20), Activation.LEAKYRELU, 0.3, 2);
    Mlp network = network(topology, 2);

    assertSame(network, model(network, Optional.empty()), features(ROWS, 50, 1, 0));
  }

  /** What fits features of some scale around some place. */
  enum Fit {
    STANDARDIZE,
    MIN_MAX;

    FeatureNormalizer to(float[] features, int inputs) {
      double[] low = new double[inputs];
      double[] high = new double[inputs];
      double[] mean = new double[inputs];
      double[] deviation = new double[inputs];
      for (int i = 0; i < inputs; i++) {
        int at = i;
        double[] column =
            IntStream.range(0, features.length / inputs)
                .mapToDouble(row -> features[row * inputs + at])
                .toArray();
        low[i] = Arrays.stream(column).min().orElseThrow();
        high[i] = Arrays.stream(column).max().orElseThrow();
        mean[i] = Arrays.stream(column).average().orElseThrow();
        double average = mean[i];
        deviation[i] =
            Math.sqrt(
                Arrays.stream(column)
                    .map(x -> (x - average) * (x - average))
                    .average()
                    .orElseThrow());
      }
      return this == STANDARDIZE
          ? FeatureNormalizer.standardize(mean, deviation)
          : FeatureNormalizer.minMax(low, high);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyNormalizerAtAnyScale(Fit fit) throws IOException, OrtException {
    Mlp network = network(new Topology(20, List.of(16), Activation.TANH, 4), 3);
    for (double scale : new double[] {1e-12, 1, 1e6, 1e18}) {
      for (double shift : new double[] {0, 1e7}) {
        float[] features = features(ROWS, 20, scale, shift);
        FeatureNormalizer normalizer = fit.to(features, 20);

        assertSame(
            new NormalizedClassifier(normalizer, network),
            model(network, Optional.of(normalizer)),
            features);
      }
    }
  }

  @Test
  void anyNumberOfExamplesAtATime() throws IOException, OrtException {
    Mlp network = network(new Topology(6, List.of(5), Activation.RELU, 3), 5);
    byte[] model = model(network, Optional.empty());

    for (int rows : new int[] {1, 2, 129}) {
      assertSame(network, model, features(rows, 6, 1, 0));
    }
  }

  @Test
  void inputAndOutputsHaveNamesAndShapes() throws IOException, OrtException {
    byte[] model =
        model(network(new Topology(6, List.of(5), Activation.RELU, 3), 5), Optional.empty());

    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(model)) {
      assertEquals(List.of("features"), List.copyOf(session.getInputNames()));
      assertEquals(List.of("probabilities", "label"), List.copyOf(session.getOutputNames()));
      assertInfo(session.getInputInfo().get("features"), OnnxJavaType.FLOAT, -1, 6);
      assertInfo(session.getOutputInfo().get("probabilities"), OnnxJavaType.FLOAT, -1, 3);
      assertInfo(session.getOutputInfo().get("label"), OnnxJavaType.INT64, -1);
    }
  }

  private static void assertInfo(NodeInfo node, OnnxJavaType type, long... shape) {
    TensorInfo info = (TensorInfo) node.getInfo();
    assertEquals(type, info.type);
    assertArrayEquals(shape, info.getShape());
  }

  @Test
  void theFormatIsOfTwoThousandTwenty() throws IOException {
    ModelProto model =
        ModelProto.parseFrom(
            model(network(new Topology(2, List.of(), Activation.RELU, 2), 6), Optional.empty()));

    assertEquals(7, model.getIrVersion());
    assertEquals(1, model.getOpsetImportCount());
    assertEquals(13, model.getOpsetImport(0).getVersion());
    assertEquals("", model.getOpsetImport(0).getDomain());
    assertEquals(BuildInfo.load().version(), model.getProducerVersion());
  }

  @Test
  void metadataSaysWhatItTakesAndWhereItIsFrom() throws IOException, OrtException {
    Mlp network = network(new Topology(2, List.of(), Activation.RELU, 2), 7);
    Signature signature =
        new Signature(
            List.of(2), List.of("length", "\"width\""), List.of("è, f", "b"), List.of("1", "2"));
    FeatureNormalizer normalizer =
        FeatureNormalizer.minMax(new double[] {-3, 0}, new double[] {900, 1});
    byte[] model =
        model(
            network,
            Optional.of(normalizer),
            signature,
            Optional.of(new RunResult("a-run", "custom", 1234, 0.9875, 0.0625)));

    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(model)) {
      OnnxModelMetadata metadata = session.getMetadata();
      assertEquals("mnist-spark", metadata.getProducerName());
      assertEquals(
          Map.ofEntries(
              Map.entry("classes", "[\"è, f\",\"b\"]"),
              Map.entry("labels", "[\"1\",\"2\"]"),
              Map.entry("shape", "[2]"),
              Map.entry("feature_names", "[\"length\",\"\\\"width\\\"\"]"),
              Map.entry("feature_unit", "as in the data that the model was trained on"),
              Map.entry("normalizer", "NormalizerMinMaxScaler"),
              Map.entry("run_id", "a-run"),
              Map.entry("dataset", "custom"),
              Map.entry("test_accuracy", "0.9875"),
              Map.entry("test_loss", "0.0625"),
              Map.entry("test_examples", "1234")),
          metadata.getCustomMetadata());
    }
  }

  @Test
  void imagesAreTakenAsPixelsFromZeroToOne() throws IOException, OrtException {
    Mlp network = network(new Topology(4, List.of(), Activation.RELU, 2), 8);
    byte[] model =
        model(network, Optional.empty(), Signature.numbered(List.of(2, 2), 2), Optional.empty());

    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(model)) {
      assertEquals(
          Map.of(
              "classes", "[\"0\",\"1\"]",
              "shape", "[2,2]",
              "feature_unit", "pixels from 0 to 1, row by row"),
          session.getMetadata().getCustomMetadata());
    }
  }

  @Test
  void theSameModelIsTheSameBytes() throws IOException {
    Mlp network = network(new Topology(40, List.of(30, 20), Activation.RELU, 10), 9);
    assertArrayEquals(model(network, Optional.empty()), model(network, Optional.empty()));
    assertTrue(model(network, Optional.empty()).length < 4 * network.weights().length + 2000);
  }
}
