package org.mnistspark.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.cli.TrainSettings;
import org.mnistspark.data.ArrayReader;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.dl4j.ModelFiles;
import org.mnistspark.dl4j.SavedModel;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.failure.ExitCode;
import org.mnistspark.failure.JobException;
import org.mnistspark.report.Console;
import org.mnistspark.run.store.OutputExistsException;
import org.mnistspark.testing.LocalSpark;
import org.mnistspark.testing.OnnxAnswers;
import org.mnistspark.testing.Python;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;

/** Exported models: those of runs, and those of other DL4J programs. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class ExportJobTest {
  private static final float TOLERANCE = 1e-6f;
  private static final int INPUTS = 6;

  @TempDir static Path shared;
  @TempDir Path folder;

  /** A run on digits, whose test set has 10,000. */
  @BeforeAll
  static void train(SparkSession spark) throws IOException {
    SyntheticDigits.write(shared.resolve("digits"), 3_000, 10_000, 5);
    run(spark, "run");
    run(spark, "standard", "--normalize=standard", "--activation=leakyrelu");
  }

  private static void run(SparkSession spark, String name, String... more) throws IOException {
    String[] options = {
      "--data=" + shared.resolve("digits"),
      "--output=" + shared.resolve("runs"),
      "--run-id=" + name,
      "--epochs=2",
      "--hidden=64",
      "--workers=2"
    };
    String[] all = Arrays.copyOf(options, options.length + more.length);
    System.arraycopy(more, 0, all, options.length, more.length);
    new TrainJob(spark, console()).run(TrainSettings.of(all), () -> false);
  }

  private static Console console() {
    return new Console(
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
  }

  private static Path ofRun(String name, String file) {
    return shared.resolve("runs").resolve(name).resolve(file);
  }

  private static SavedModel read(Path model) throws IOException {
    try (InputStream in = Files.newInputStream(model)) {
      return ModelFiles.read(in, model.toString());
    }
  }

  private static float[] pixels() throws IOException {
    Path images = shared.resolve("digits/t10k-images-idx3-ubyte");
    float[] pixels = new float[10_000 * 784];
    byte[] image = new byte[784];
    try (InputStream in = Files.newInputStream(images);
        ArrayReader reader = ArrayReader.open(in, "images")) {
      for (int at = 0; reader.next(image); at += image.length) {
        for (int i = 0; i < image.length; i++) {
          pixels[at + i] = (image[i] & 0xFF) / 255f;
        }
      }
    }
    return pixels;
  }

  private static void assertSame(
      Classifier classifier, byte[] onnx, float[] features, float tolerance) throws OrtException {
    int rows = features.length / classifier.inputs();
    float[] own = new float[rows * classifier.classes()];
    classifier.classify(features, rows, own);

    assertArrayEquals(
        own, OnnxAnswers.of(onnx, features, classifier.inputs()).probabilities(), tolerance);
  }

  private Path export(SparkSession spark, Path model, boolean overwrite) {
    Path output = folder.resolve("exported.onnx");
    new ExportJob(spark, console())
        .run(new ExportConfig(model.toString(), ExportFormat.ONNX, output.toString(), overwrite));
    return output;
  }

  private JobException refusal(SparkSession spark, Path model) {
    JobException refused = assertThrows(JobException.class, () -> export(spark, model, false));
    assertFalse(Files.exists(folder.resolve("exported.onnx")));
    return refused;
  }

  @Test
  void tenThousandImages() throws IOException, OrtException {
    byte[] onnx = Files.readAllBytes(ofRun("run", "model.onnx"));

    assertSame(read(ofRun("run", "model.zip")).forImages(1), onnx, pixels(), TOLERANCE);
  }

  /**
   * Standardized pixels that are hardly ever lit are in the hundreds. What they add cancels out,
   * but for the roundings of floats of that size.
   */
  @Test
  void tenThousandStandardizedImages() throws IOException, OrtException {
    byte[] onnx = Files.readAllBytes(ofRun("standard", "model.onnx"));

    assertSame(read(ofRun("standard", "model.zip")).forImages(1), onnx, pixels(), 1e-5f);
  }

  @Test
  void aRunsModelSaysWhatTheRunHasReached() throws IOException, OrtException {
    JsonNode metrics = new ObjectMapper().readTree(ofRun("run", "metrics.json").toFile());
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(ofRun("run", "model.onnx").toString())) {
      assertEquals(
          Map.of(
              "classes", "[\"0\",\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"]",
              "shape", "[28,28]",
              "feature_unit", "pixels from 0 to 1, row by row",
              "run_id", "run",
              "dataset", "synthetic-digits",
              "test_accuracy", metrics.at("/test/accuracy").asText(),
              "test_loss", metrics.at("/test/loss").asText(),
              "test_examples", "10000"),
          session.getMetadata().getCustomMetadata());
    }
  }

  @Test
  void aTableOfFeaturesOfAnyScale(SparkSession spark) throws IOException, OrtException {
    Random random = new Random(1);
    StringBuilder csv = new StringBuilder("big,small,kind\n");
    float[] features = new float[2 * 400];
    for (int row = 0; row < 400; row++) {
      boolean kind = random.nextBoolean();
      features[2 * row] = (float) (1e9 * (random.nextGaussian() + (kind ? 2 : 0)));
      features[2 * row + 1] = (float) (1e-6 * (random.nextGaussian() - (kind ? 1 : 0)));
      csv.append(
          "%s,%s,%s\n".formatted(features[2 * row], features[2 * row + 1], kind ? "è" : "b"));
    }
    Path table = Files.writeString(folder.resolve("table.csv"), csv);
    new TrainJob(spark, console())
        .run(
            TrainSettings.of(
                "--data=" + table,
                "--label=kind",
                "--test-fraction=0.2",
                "--output=" + folder,
                "--run-id=table",
                "--epochs=2",
                "--workers=2"),
            () -> false);
    Path run = folder.resolve("table");
    byte[] onnx = Files.readAllBytes(run.resolve("model.onnx"));

    assertSame(read(run.resolve("model.zip")).forTables(1), onnx, features, TOLERANCE);
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(onnx)) {
      Map<String, String> metadata = session.getMetadata().getCustomMetadata();
      assertEquals("[\"big\",\"small\"]", metadata.get("feature_names"));
      assertEquals("[\"b\",\"è\"]", metadata.get("classes"));
      assertEquals("as in the data that the model was trained on", metadata.get("feature_unit"));
    }
  }

  /** A model of another program: without what its features are called, or a run beside it. */
  private Path foreign(double dropOut, DataNormalization... normalizers) throws IOException {
    DenseLayer.Builder hidden =
        new DenseLayer.Builder().nIn(INPUTS).nOut(5).activation(Activation.LEAKYRELU);
    MultiLayerConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .list()
            .layer(dropOut > 0 ? hidden.dropOut(dropOut).build() : hidden.build())
            .layer(new OutputLayer.Builder().nIn(5).nOut(3).activation(Activation.SOFTMAX).build())
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(conf);
    network.init();
    File file = folder.resolve("foreign.zip").toFile();
    network.save(file);
    for (DataNormalization normalizer : normalizers) {
      normalizer.fit(
          new DataSet(Nd4j.createFromArray(features()).reshape(50, INPUTS), Nd4j.ones(50, 1)));
      ModelSerializer.addNormalizerToModel(file, normalizer);
    }
    return file.toPath();
  }

  private static float[] features() {
    Random random = new Random(9);
    float[] features = new float[50 * INPUTS];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) (300 * random.nextGaussian());
    }
    return features;
  }

  @Test
  void modelsOfOtherProgramsWithAnyNormalizer(SparkSession spark) throws IOException, OrtException {
    DataNormalization[][] all = {
      {},
      {new NormalizerStandardize()},
      {new NormalizerMinMaxScaler()},
      {new NormalizerMinMaxScaler(-1, 2)},
      {new ImagePreProcessingScaler(-1, 1)}
    };
    for (DataNormalization[] normalizers : all) {
      Path model = foreign(0, normalizers);

      byte[] onnx = Files.readAllBytes(export(spark, model, true));

      assertSame(read(model).forTables(1), onnx, features(), TOLERANCE);
    }
  }

  @Test
  void otherNetworksAreRefusedByWhatTheyHave(SparkSession spark) throws IOException {
    JobException refused = refusal(spark, foreign(0.5));

    assertEquals(ExitCode.DATA, refused.exitCode());
    assertTrue(
        refused
            .getMessage()
            .matches(
                ".*foreign.zip: expected layer 0 without dropout, found Dropout\\(.*\\); models with such networks cannot be exported"),
        refused.getMessage());
  }

  @Test
  void aModelThatIsMissingOrDamaged(SparkSession spark) throws IOException {
    assertEquals(ExitCode.DATA, refusal(spark, folder.resolve("none.zip")).exitCode());
    byte[] whole = Files.readAllBytes(ofRun("run", "model.zip"));
    Path cut = folder.resolve("cut.zip");
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    assertEquals(ExitCode.DATA, refusal(spark, cut).exitCode());
  }

  @Test
  void whatExistsIsReplacedOnlyWhenAsked(SparkSession spark) throws IOException {
    Path output = export(spark, shared.resolve("runs/run"), false);
    Files.writeString(output, "old");

    JobException refused =
        assertThrows(
            OutputExistsException.class, () -> export(spark, shared.resolve("runs/run"), false));
    assertEquals(ExitCode.OUTPUT_EXISTS, refused.exitCode());
    assertEquals("old", Files.readString(output));
    export(spark, shared.resolve("runs/run"), true);

    assertArrayEquals(Files.readAllBytes(ofRun("run", "model.onnx")), Files.readAllBytes(output));
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void theModelItselfIsNeverReplaced(SparkSession spark) throws IOException {
    Path model = Files.copy(ofRun("run", "model.zip"), folder.resolve("exported.onnx"));

    String message =
        assertThrows(ConfigurationException.class, () -> export(spark, model, true)).getMessage();

    assertEquals("`output`: expected another file than the model's, found file:" + model, message);
    assertArrayEquals(Files.readAllBytes(ofRun("run", "model.zip")), Files.readAllBytes(model));
  }

  @Test
  void onnxOwnCheckerFindsNothing() throws IOException, InterruptedException {
    Python python = Python.ofData();
    python.require(folder, "onnx");
    for (String run : new String[] {"run", "standard"}) {
      Python.Finished checked =
          python.run(
              folder,
              Map.of(),
              "-c",
              "import onnx, sys; onnx.checker.check_model(sys.argv[1], full_check=True); print('whole')",
              ofRun(run, "model.onnx").toString());

      assertEquals("whole", checked.output().strip());
    }
  }
}
