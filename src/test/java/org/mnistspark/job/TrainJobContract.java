package org.mnistspark.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.mnistspark.cli.TrainSettings;
import org.mnistspark.data.ArrayHeader;
import org.mnistspark.data.DataException;
import org.mnistspark.data.ElementType;
import org.mnistspark.data.IdxWriter;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.dl4j.ModelFiles;
import org.mnistspark.evaluation.Metrics;
import org.mnistspark.failure.Causes;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.report.Console;
import org.mnistspark.report.Detail;
import org.mnistspark.run.store.OutputExistsException;
import org.mnistspark.spark.labelled.LabelledChoice;
import org.mnistspark.spark.source.IdxFixture;
import org.nd4j.linalg.factory.Nd4j;

/** What a training run leaves, on any filesystem. */
abstract class TrainJobContract {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ByteArrayOutputStream console = new ByteArrayOutputStream();

  /** A folder of this test, with 400 training and 100 test digits in {@code digits}. */
  abstract URI folder();

  abstract FileSystem fileSystem() throws IOException;

  private String at(String name) {
    return folder() + "/" + name;
  }

  private TrainConfig config(String runId, ExistingRun existing) {
    return config(TrainingMasterChoice.AVERAGING, "digits", runId, existing);
  }

  private TrainConfig config(String data, String runId, ExistingRun existing) {
    return config(TrainingMasterChoice.AVERAGING, data, runId, existing);
  }

  private TrainConfig config(
      TrainingMasterChoice master, String data, String runId, ExistingRun existing) {
    return TrainSettings.of(
        existing,
        "--data=" + at(data),
        "--output=" + at("runs"),
        "--run-id=" + runId,
        "--training-master=" + master,
        "--epochs=2",
        "--batch-size=32",
        "--hidden=16",
        "--learning-rate=0.003",
        "--workers=2",
        "--averaging-frequency=3",
        "--seed=7",
        "--sample-predictions=5");
  }

  private TrainResult train(SparkSession spark, TrainConfig config) throws IOException {
    return new TrainJob(spark, console()).run(config, () -> false);
  }

  private Console console() {
    return new Console(new PrintStream(console, true, StandardCharsets.UTF_8));
  }

  private InputStream open(String name) throws IOException {
    return fileSystem().open(new Path(at(name)));
  }

  private String text(String name) throws IOException {
    try (InputStream in = open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private JsonNode json(String name) throws IOException {
    try (InputStream in = open(name)) {
      return JSON.readTree(in);
    }
  }

  @Test
  void exportsWhatTheRunHasLeft(SparkSession spark) throws IOException {
    train(spark, config("exported", ExistingRun.REFUSE));
    byte[] own = bytes("runs/exported/model.onnx");
    for (String model : List.of("runs/exported", "runs/exported/model.zip")) {
      ExportConfig config =
          new ExportConfig(at(model), ExportFormat.ONNX, at("elsewhere/" + model), false);
      ExportJob job = new ExportJob(spark, console());

      job.run(config);

      assertArrayEquals(own, bytes("elsewhere/" + model));
      assertThrows(OutputExistsException.class, () -> job.run(config));
      fileSystem().delete(new Path(at("elsewhere")), true);
    }
  }

  private byte[] bytes(String name) throws IOException {
    try (InputStream in = open(name)) {
      return in.readAllBytes();
    }
  }

  @Test
  void leavesAWholeRunDirectory(SparkSession spark) throws IOException {
    TrainResult result = train(spark, config("whole", ExistingRun.REFUSE));

    FileStatus[] files = fileSystem().listStatus(new Path(at("runs/whole")));
    assertEquals(
        new TreeSet<>(
            List.of(
                "_SUCCESS",
                "checkpoints",
                "confusion_matrix.csv",
                "history.csv",
                "history.jsonl",
                "metrics.json",
                "model.onnx",
                "model.zip",
                "plots",
                "predictions.json",
                "report.html",
                "run.json")),
        Arrays.stream(files)
            .map(file -> file.getPath().getName())
            .collect(Collectors.toCollection(TreeSet::new)));
    JsonNode metrics = json("runs/whole/metrics.json");
    assertEquals("synthetic-digits", metrics.get("dataset").asText());
    assertEquals(result.testAccuracy().orElseThrow(), metrics.at("/test/accuracy").asDouble());
    assertEquals(100, metrics.at("/test/examples").asLong());
    assertEquals(10, metrics.at("/test/per_class").size());
    // 400 examples for 2 workers are 7 minibatches of up to 32 each: 3 rounds of 3.
    assertEquals(2 * 3, metrics.at("/train/rounds").asLong());
    JsonNode run = json("runs/whole/run.json");
    assertEquals(400, run.at("/data/counts/train").asLong());
    assertEquals(64, run.at("/data/files/train-images-idx3-ubyte/sha256").asText().length());
    assertTrue(
        run.get("warnings").get(0).asText().startsWith("trained on synthetic digits"),
        run.toString());
    List<String> history = text("runs/whole/history.csv").lines().toList();
    assertEquals(3, history.size());
    assertEquals(
        "epoch,train_loss,train_accuracy,eval_loss,eval_accuracy,seconds,images_per_second",
        history.get(0));
    assertEquals(2, text("runs/whole/history.jsonl").lines().count());
    String printed = console.toString(StandardCharsets.UTF_8);
    assertTrue(printed.contains("train  400 images, shape [28, 28]"), printed);
    assertTrue(printed.contains("Epoch 2/2"), printed);
    assertTrue(printed.contains("WARNING: trained on synthetic digits"), printed);
  }

  @Test
  void verboseTellsOfTheLastRoundOfEveryEpoch(SparkSession spark) throws IOException {
    Console verbose =
        new Console(new PrintStream(console, true, StandardCharsets.UTF_8), Detail.VERBOSE);

    new TrainJob(spark, verbose).run(config("verbose", ExistingRun.REFUSE), () -> false);

    List<String> steps =
        console
            .toString(StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.contains(" - step "))
            .map(line -> line.replaceFirst("s - accuracy.*", ""))
            .map(line -> line.replaceFirst(" - [0-9.]+$", ""))
            .toList();
    assertEquals(
        List.of(
            "Epoch 1/2 - step 3/7",
            "Epoch 1/2 - step 6/7",
            "Epoch 1/2 - step 7/7",
            "Epoch 2/2 - step 3/7",
            "Epoch 2/2 - step 6/7",
            "Epoch 2/2 - step 7/7"),
        steps);
  }

  @Test
  void evaluateRepeatsTheMetricsToTheLastDigit(SparkSession spark) throws IOException {
    TrainResult result = train(spark, config("evaluated", ExistingRun.REFUSE));

    Metrics again =
        new EvaluateJob(spark, console())
            .run(
                new EvaluateConfig(
                    at("runs/evaluated/model.zip"),
                    at("digits"),
                    LabelledChoice.NONE,
                    Optional.of(at("runs/e")),
                    false,
                    3));

    assertEquals(result.testAccuracy().orElseThrow(), again.accuracy());
    assertEquals(result.testLoss().orElseThrow(), again.loss());
    assertEquals(
        json("runs/evaluated/metrics.json").get("test"), json("runs/e/metrics.json").get("test"));
    String accuracy = String.format(Locale.ROOT, "%.2f%%", 100 * again.accuracy());
    for (String run : List.of("evaluated", "e")) {
      String report = text("runs/" + run + "/report.html");
      assertTrue(report.contains("<dd id=\"headline-accuracy\">" + accuracy + "</dd>"), run);
      assertTrue(text("runs/" + run + "/plots/confusion_matrix.svg").startsWith("<?xml"));
    }
    assertTrue(text("runs/e/report.html").contains(at("runs/evaluated/model.zip")));
    assertTrue(text("runs/evaluated/plots/learning_curve.svg").contains("Loss"));
  }

  @Test
  void dl4jGetsTheSameProbabilities(SparkSession spark) throws IOException {
    train(spark, config("probabilities", ExistingRun.REFUSE));
    MultiLayerNetwork network;
    try (InputStream in = open("runs/probabilities/model.zip")) {
      network = ModelFiles.read(in, "model.zip").network();
    }

    JsonNode predictions = json("runs/probabilities/predictions.json");

    assertEquals(5, predictions.size());
    for (int i = 0; i < 5; i++) {
      float[] expected = network.output(Nd4j.create(testImage(i)).reshape(1, 784)).toFloatVector();
      float[] found = new float[10];
      for (int c = 0; c < 10; c++) {
        found[c] = (float) predictions.get(i).get("probabilities").get(c).asDouble();
      }
      assertArrayEquals(expected, found, 1e-5f);
    }
  }

  private float[] testImage(int index) throws IOException {
    try (InputStream in = open("digits/t10k-images-idx3-ubyte")) {
      in.skipNBytes(16 + 784L * index);
      byte[] pixels = in.readNBytes(784);
      float[] image = new float[784];
      for (int i = 0; i < 784; i++) {
        image[i] = (pixels[i] & 0xff) / 255f;
      }
      return image;
    }
  }

  @Test
  void theSameSeedGivesTheSameWeights(SparkSession spark) throws IOException {
    train(spark, config("first", ExistingRun.REFUSE));
    train(spark, config("second", ExistingRun.REFUSE));

    try (InputStream first = open("runs/first/model.zip");
        InputStream second = open("runs/second/model.zip")) {
      assertEquals(
          ModelFiles.read(first, "first").network().params(),
          ModelFiles.read(second, "second").network().params());
    }
  }

  @Test
  void anExistingRunIsLeftAloneUnlessOverwritten(SparkSession spark) throws IOException {
    train(spark, config("again", ExistingRun.REFUSE));
    long written =
        fileSystem().getFileStatus(new Path(at("runs/again/model.zip"))).getModificationTime();

    assertThrows(
        OutputExistsException.class, () -> train(spark, config("again", ExistingRun.REFUSE)));
    assertEquals(
        written,
        fileSystem().getFileStatus(new Path(at("runs/again/model.zip"))).getModificationTime());

    train(spark, config("again", ExistingRun.OVERWRITE));
    assertTrue(fileSystem().exists(new Path(at("runs/again/_SUCCESS"))));
  }

  @Test
  void badDataDestroysNoOldRun(SparkSession spark) throws IOException {
    train(spark, config("kept", ExistingRun.REFUSE));
    TrainConfig bad = config("nowhere", "kept", ExistingRun.OVERWRITE);

    assertThrows(DataException.class, () -> train(spark, bad));

    assertTrue(fileSystem().exists(new Path(at("runs/kept/_SUCCESS"))));
  }

  @Test
  void whatOnlyReadingShowsDestroysNoOldRunEither(SparkSession spark) throws IOException {
    train(spark, config("kept2", ExistingRun.REFUSE));
    ArrayHeader images = ArrayHeader.of(ElementType.UNSIGNED_BYTE, 2, 28, 28);
    write("odd/train-images-idx3-ubyte", images, new byte[784], new byte[784]);
    // Without the checksum at its end.
    byte[] cut = Arrays.copyOf(IdxFixture.gzip(IdxFixture.file(images, new byte[2][784])), 30);
    try (OutputStream out = fileSystem().create(new Path(at("odd/t10k-images-idx3-ubyte.gz")))) {
      out.write(cut);
    }
    for (String name : List.of("train", "t10k")) {
      write(
          "odd/" + name + "-labels-idx1-ubyte",
          ArrayHeader.of(ElementType.UNSIGNED_BYTE, 2),
          new byte[] {7},
          new byte[] {3});
    }

    Exception failure =
        assertThrows(
            Exception.class, () -> train(spark, config("odd", "kept2", ExistingRun.OVERWRITE)));

    String message = Causes.first(failure, DataException.class).orElseThrow().getMessage();
    assertTrue(message.contains("expected an intact gzip stream"), message);
    assertTrue(fileSystem().exists(new Path(at("runs/kept2/_SUCCESS"))));
  }

  @Test
  void anEvaluationOverwritesNoTrainingRun(SparkSession spark) throws IOException {
    train(spark, config("trained", ExistingRun.REFUSE));
    EvaluateConfig config =
        new EvaluateConfig(
            at("runs/trained/model.zip"),
            at("digits"),
            LabelledChoice.NONE,
            Optional.of(at("runs/trained")),
            true,
            10);

    String message =
        assertThrows(
                ConfigurationException.class, () -> new EvaluateJob(spark, console()).run(config))
            .getMessage();

    assertTrue(message.contains("found a training run; it was left alone"), message);
    assertTrue(fileSystem().exists(new Path(at("runs/trained/model.zip"))));
  }

  @Test
  void aModelOfOtherInputsIsRefused(SparkSession spark) throws IOException {
    train(spark, config("narrow", ExistingRun.REFUSE));
    write(
        "small/t10k-images-idx3-ubyte",
        ArrayHeader.of(ElementType.UNSIGNED_BYTE, 1, 2, 3),
        new byte[6]);
    write(
        "small/t10k-labels-idx1-ubyte", ArrayHeader.of(ElementType.UNSIGNED_BYTE, 1), new byte[1]);
    EvaluateConfig config =
        new EvaluateConfig(
            at("runs/narrow/model.zip"),
            at("small"),
            LabelledChoice.NONE,
            Optional.empty(),
            false,
            0);

    String message =
        assertThrows(DataException.class, () -> new EvaluateJob(spark, console()).run(config))
            .getMessage();

    assertTrue(message.contains("expected examples of 784 values"), message);
    assertTrue(message.contains("found shape [2, 3]"), message);
  }

  @Test
  void anEmptyDataSetIsRefused(SparkSession spark) throws IOException {
    for (String name : List.of("train", "t10k")) {
      write(
          "empty/" + name + "-images-idx3-ubyte",
          ArrayHeader.of(ElementType.UNSIGNED_BYTE, 0, 28, 28));
      write("empty/" + name + "-labels-idx1-ubyte", ArrayHeader.of(ElementType.UNSIGNED_BYTE, 0));
    }

    String message =
        assertThrows(
                DataException.class,
                () -> train(spark, config("empty", "none", ExistingRun.REFUSE)))
            .getMessage();

    assertTrue(message.contains("expected at least one train image or row, found none"), message);
    assertFalse(fileSystem().exists(new Path(at("runs/none"))));
  }

  @Test
  void aRunIdThatIsNoNameIsRefused(SparkSession spark) {
    String message =
        assertThrows(
                ConfigurationException.class,
                () -> train(spark, config("../up", ExistingRun.REFUSE)))
            .getMessage();

    assertTrue(message.contains("../up"), message);
  }

  private void write(String name, ArrayHeader header, byte[]... items) throws IOException {
    try (IdxWriter writer = new IdxWriter(fileSystem().create(new Path(at(name))), header)) {
      for (byte[] item : items) {
        writer.write(item);
      }
    }
  }

  /** Copies digits drawn into a local folder to where the test wants them. */
  static void digits(FileSystem fileSystem, URI folder, java.nio.file.Path local)
      throws IOException {
    java.nio.file.Path drawn = local.resolve("drawn");
    SyntheticDigits.write(drawn, 400, 100, 5);
    fileSystem.copyFromLocalFile(new Path(drawn.toUri()), new Path(folder + "/digits"));
  }
}
