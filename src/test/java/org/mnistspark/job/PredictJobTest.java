package org.mnistspark.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.data.ArrayReader;
import org.mnistspark.data.DataException;
import org.mnistspark.data.Split;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.dl4j.HiddenActivation;
import org.mnistspark.dl4j.ModelFiles;
import org.mnistspark.dl4j.NetworkSettings;
import org.mnistspark.dl4j.Networks;
import org.mnistspark.dl4j.UpdaterChoice;
import org.mnistspark.evaluation.Metrics;
import org.mnistspark.evaluation.Prediction;
import org.mnistspark.evaluation.ScoredExample;
import org.mnistspark.failure.Causes;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.report.Console;
import org.mnistspark.run.store.OutputExistsException;
import org.mnistspark.spark.labelled.LabelledChoice;
import org.mnistspark.spark.scoring.DistributedEvaluation;
import org.mnistspark.spark.source.Frames;
import org.mnistspark.testing.LocalSpark;
import org.mnistspark.testing.Pictures;
import org.mnistspark.testing.Signatures;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;

@Tag("spark")
@ExtendWith(LocalSpark.class)
final class PredictJobTest {
  private static final int DIGITS = 300;
  private static final int TABLE = 40;

  @TempDir private static Path home;

  private final ByteArrayOutputStream console = new ByteArrayOutputStream();

  @BeforeAll
  static void prepare() throws IOException {
    SyntheticDigits.write(home.resolve("digits"), 20, DIGITS, 7);
    model("model.zip", 784);
    model("narrow.zip", 100);
  }

  private static void model(String name, int inputs) throws IOException {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            Networks.configuration(
                new NetworkSettings(
                    inputs,
                    List.of(16),
                    HiddenActivation.RELU,
                    10,
                    UpdaterChoice.RMSPROP,
                    0.001,
                    0,
                    3)));
    network.init();
    try (OutputStream out = Files.newOutputStream(home.resolve(name))) {
      ModelFiles.write(network, Optional.empty(), Signatures.of(network), out);
    }
  }

  /** The model with a normalizer, as DL4J programs save them; its probabilities in DL4J. */
  private static float[] normalized(String name, DataNormalization normalizer, float[] features)
      throws IOException {
    File file = home.resolve(name).toFile();
    Files.copy(home.resolve("model.zip"), file.toPath());
    ModelSerializer.addNormalizerToModel(file, normalizer);
    INDArray rows = Nd4j.create(features, new long[] {features.length / 784, 784}, 'c');
    normalizer.transform(rows);
    MultiLayerNetwork network = MultiLayerNetwork.load(file, false);
    return network.output(rows).dup('c').ravel().toFloatVector();
  }

  private static float[] greyLevels() throws IOException {
    byte[] file = Files.readAllBytes(home.resolve("digits/t10k-images-idx3-ubyte"));
    float[] levels = new float[DIGITS * 784];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = file[16 + i] & 0xFF;
    }
    return levels;
  }

  private static void assertProbabilities(float[] expected, List<Row> rows) {
    assertEquals(expected.length, 10 * rows.size());
    for (int i = 0; i < rows.size(); i++) {
      List<Float> found = rows.get(i).getList(rows.get(i).fieldIndex("probabilities"));
      for (int c = 0; c < 10; c++) {
        assertEquals(expected[10 * i + c], found.get(c), 1e-5);
      }
    }
  }

  @Test
  void imagesGoThroughTheNormalizerOfTheModel(SparkSession spark) throws IOException {
    float[] expected = normalized("scaled.zip", new ImagePreProcessingScaler(-1, 1), greyLevels());
    PredictConfig plain = config("digits", "scaled");

    run(spark, withModel("scaled.zip", plain));

    Dataset<Row> written = spark.read().parquet(home + "/scaled");
    assertProbabilities(expected, written.orderBy("index").collectAsList());
    String printed = console.toString(StandardCharsets.UTF_8);
    assertTrue(
        printed.contains("Features go through the model's ImagePreProcessingScaler"), printed);
    Metrics metrics =
        new EvaluateJob(spark, new Console(new PrintStream(console, true, StandardCharsets.UTF_8)))
            .run(
                new EvaluateConfig(
                    home + "/scaled.zip",
                    home + "/digits",
                    LabelledChoice.NONE,
                    Optional.of(home + "/evaluated"),
                    false,
                    0));
    assertEquals(written.filter("prediction = label").count(), metrics.confusion().correct());
    String report = Files.readString(home.resolve("evaluated/report.html"));
    assertTrue(report.contains("Not in this report: this page can compute dense networks"));
  }

  @Test
  void tablesGoThroughTheNormalizerAsTheyAre(SparkSession spark) throws IOException {
    float[] levels = greyLevels();
    NormalizerStandardize normalizer = new NormalizerStandardize();
    normalizer.fit(
        new DataSet(
            Nd4j.create(levels.clone(), new long[] {DIGITS, 784}, 'c'), Nd4j.ones(DIGITS, 1)));
    float[] expected = normalized("standardized.zip", normalizer, levels.clone());
    float[] ofTable = Arrays.copyOf(expected, 10 * TABLE);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < TABLE; i++) {
      rows.add(RowFactory.create(i, Arrays.copyOfRange(levels, 784 * i, 784 * (i + 1))));
    }
    StructType schema =
        new StructType()
            .add("n", DataTypes.IntegerType)
            .add("features", DataTypes.createArrayType(DataTypes.FloatType));
    spark.createDataFrame(rows, schema).write().parquet(home + "/grey.parquet");

    run(spark, withModel("standardized.zip", config("grey.parquet", "from-table")));
    run(spark, withModel("standardized.zip", config("digits", "from-images")));

    assertProbabilities(
        ofTable, spark.read().parquet(home + "/from-table").orderBy("n").collectAsList());
    assertProbabilities(
        expected, spark.read().parquet(home + "/from-images").orderBy("index").collectAsList());
    String printed = console.toString(StandardCharsets.UTF_8);
    assertFalse(printed.contains("[0,1]"), printed);
    // Pixels as they are here are not what the normalizer was fitted to.
    spark
        .read()
        .format("idx")
        .option("split", "test")
        .load(home + "/digits")
        .select("features")
        .write()
        .parquet(home + "/pixels.parquet");
    run(spark, withModel("standardized.zip", config("pixels.parquet", "from-pixels")));
    printed = console.toString(StandardCharsets.UTF_8);
    assertTrue(
        printed.contains("WARNING: all rows have features in [0,1], but the model"), printed);
  }

  private static PredictConfig withModel(String name, PredictConfig config) {
    return new PredictConfig(
        home + "/" + name,
        config.inputs(),
        config.split(),
        config.output(),
        config.format(),
        config.keepFeatures(),
        config.overwrite());
  }

  private static PredictConfig config(
      String input, String output, PredictFormat format, boolean overwrite) {
    return new PredictConfig(
        home + "/model.zip",
        List.of(home + "/" + input),
        Split.TEST,
        home + "/" + output,
        format,
        false,
        overwrite);
  }

  private static PredictConfig config(String input, String output) {
    return config(input, output, PredictFormat.PARQUET, false);
  }

  private long run(SparkSession spark, PredictConfig config) {
    return new PredictJob(
            spark, new Console(new PrintStream(console, true, StandardCharsets.UTF_8)))
        .run(config);
  }

  private static List<Row> sorted(Dataset<Row> frame, String column) {
    List<Row> rows = new ArrayList<>(frame.collectAsList());
    rows.sort(Comparator.comparing(row -> row.get(row.fieldIndex(column)).toString()));
    return rows;
  }

  /** What evaluate says, which is what predictions.json has. */
  private static List<Prediction> evaluated(SparkSession spark) {
    return DistributedEvaluation.examine(
            Frames.load(spark, home + "/digits", Split.TEST, 10),
            SavedModels.read(spark, home + "/model.zip").forImages(1),
            DIGITS,
            0)
        .samples()
        .stream()
        .map(ScoredExample::prediction)
        .toList();
  }

  private static void write(String name, byte[] content) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  @Test
  void predictsAsEvaluateDoes(SparkSession spark) {
    assertEquals(DIGITS, run(spark, config("digits", "same")));

    Dataset<Row> written = spark.read().parquet(home + "/same");
    assertEquals(
        List.of("index", "label", "prediction", "confidence", "probabilities"),
        List.of(written.columns()));
    List<Prediction> expected = evaluated(spark);
    assertEquals(DIGITS, written.count());
    for (Row row : written.collectAsList()) {
      Prediction prediction = expected.get((int) row.getLong(0));
      assertEquals(prediction.label(), row.getInt(1));
      assertEquals(prediction.predicted(), row.getInt(2));
      assertEquals(prediction.confidence(), row.getFloat(3));
      assertEquals(prediction.probabilities(), row.getList(4));
    }
    String printed = console.toString(StandardCharsets.UTF_8);
    assertTrue(printed.contains("Input: IDX\n"), printed);
    assertTrue(printed.contains("Predicted 300 images in "), printed);
    assertTrue(printed.contains("Predictions: file:"), printed);
    assertTrue(printed.stripTrailing().endsWith(home + "/same"), printed);
  }

  @Test
  void everyFormatReadsBack(SparkSession spark) throws IOException {
    run(spark, config("digits", "parquet"));
    run(spark, config("digits", "json", PredictFormat.JSON, false));
    run(spark, config("digits", "csv", PredictFormat.CSV, false));

    List<Row> parquet = sorted(spark.read().parquet(home + "/parquet"), "index");
    List<Row> json = sorted(spark.read().json(home + "/json"), "index");
    Dataset<Row> table =
        spark.read().option("header", true).option("inferSchema", true).csv(home + "/csv");
    List<Row> csv = sorted(table, "index");
    assertEquals(
        "index,label,prediction,confidence,p0,p1,p2,p3,p4,p5,p6,p7,p8,p9",
        String.join(",", table.columns()));
    for (int i = 0; i < DIGITS; i++) {
      Row row = parquet.get(i);
      assertEquals(row.getLong(0), json.get(i).<Long>getAs("index"));
      assertEquals(row.getInt(2), csv.get(i).<Integer>getAs("prediction"));
      assertEquals((long) row.getInt(2), json.get(i).<Long>getAs("prediction"));
      List<Double> fromJson = json.get(i).getList(json.get(i).fieldIndex("probabilities"));
      for (int c = 0; c < 10; c++) {
        float probability = row.<Float>getList(4).get(c);
        assertEquals(probability, fromJson.get(c).floatValue());
        assertEquals(probability, csv.get(i).<Double>getAs("p" + c).floatValue());
      }
    }
    assertTrue(Files.exists(home.resolve("json/_SUCCESS")));
    String mark = Files.readString(home.resolve("json/_predict.json"));
    assertTrue(mark.contains("\"rows\" : 300"), mark);
    assertTrue(mark.contains("\"format\" : \"json\""), mark);
  }

  @Test
  void whatItWroteWithFeaturesItReads(SparkSession spark) {
    PredictConfig keep =
        new PredictConfig(
            home + "/model.zip",
            List.of(home + "/digits"),
            Split.TRAIN,
            home + "/kept",
            PredictFormat.PARQUET,
            true,
            false);
    assertEquals(20, run(spark, keep));
    Dataset<Row> kept = spark.read().parquet(home + "/kept");
    kept.select(functions.col("features").cast("array<double>"), functions.col("index"))
        .write()
        .json(home + "/table");

    assertEquals(20, run(spark, config("table", "again")));

    List<Row> first = sorted(kept.select("index", "prediction", "probabilities"), "index");
    Dataset<Row> again = spark.read().parquet(home + "/again");
    assertEquals(first, sorted(again.select("index", "prediction", "probabilities"), "index"));
  }

  @Test
  void picturesOfDigitsAreTheSameDigits(SparkSession spark) throws IOException {
    Path file = home.resolve("digits/t10k-images-idx3-ubyte");
    try (ArrayReader reader = ArrayReader.open(Files.newInputStream(file), file.toString())) {
      byte[] pixels = new byte[784];
      for (int i = 0; i < 12 && reader.next(pixels); i++) {
        write("pictures/" + (10 + i) + ".png", Pictures.plain(pixels));
      }
    }
    write("pictures/broken.png", new byte[] {1, 2, 3});

    assertEquals(12, run(spark, config("pictures/*.png", "named")));

    List<Row> named = sorted(spark.read().parquet(home + "/named"), "path");
    List<Prediction> expected = evaluated(spark);
    for (int i = 0; i < 12; i++) {
      assertEquals("file:" + home + "/pictures/" + (10 + i) + ".png", named.get(i).getAs("path"));
      assertEquals(expected.get(i).probabilities(), named.get(i).getList(3));
    }
    String printed = console.toString(StandardCharsets.UTF_8);
    assertTrue(printed.contains("Input: pictures, 13 files\n"), printed);
    assertTrue(
        printed.contains(
            "WARNING: 1 of 13 images could not be read and were left out: file:"
                + home
                + "/pictures/broken.png: found not a PNG, JPEG, GIF, BMP or TIFF image\n"),
        printed);
  }

  @Test
  void picturesThatAllFailAreAnError(SparkSession spark) throws IOException {
    write("broken/a.png", new byte[] {1});
    write("broken/b.png", new byte[] {2});

    String message =
        assertThrows(DataException.class, () -> run(spark, config("broken", "nothing")))
            .getMessage();

    assertTrue(message.startsWith("expected readable images, found none among 2: file:"), message);
    assertLeft("nothing", false);
  }

  /** Whether the output is there, and that nothing half-written is. */
  private static void assertLeft(String output, boolean there) throws IOException {
    assertEquals(there, Files.exists(home.resolve(output)));
    try (Stream<Path> files = Files.list(home)) {
      assertFalse(files.anyMatch(file -> file.getFileName().toString().startsWith("." + output)));
    }
  }

  @Test
  void anExistingOutputIsRefusedBeforeAnythingIsRead(SparkSession spark) throws IOException {
    Files.createDirectories(home.resolve("there"));
    assertEquals(
        "expected nothing at file:"
            + home
            + "/there, found a folder; choose another `output` or `overwrite`",
        assertThrows(OutputExistsException.class, () -> run(spark, config("not-there", "there")))
            .getMessage());
  }

  @Test
  void overwritingLeavesTheOldOutputWhenTheInputIsBad(SparkSession spark) throws IOException {
    run(spark, config("digits", "old"));
    String mark = Files.readString(home.resolve("old/_predict.json"));
    write("short.json", "{\"features\":[0.5,1],\"id\":7}\n".getBytes(StandardCharsets.UTF_8));

    Exception failure =
        assertThrows(
            Exception.class,
            () -> run(spark, config("short.json", "old", PredictFormat.PARQUET, true)));

    assertEquals(
        "row with id = 7: expected 784 features as the model takes, found 2 of them; use data of the"
            + " model's shape",
        Causes.first(failure, DataException.class).orElseThrow().getMessage());
    assertLeft("old", true);
    assertEquals(mark, Files.readString(home.resolve("old/_predict.json")));
    assertEquals(DIGITS, spark.read().parquet(home + "/old").count());

    run(spark, config("digits", "old", PredictFormat.JSON, true));
    assertTrue(Files.readString(home.resolve("old/_predict.json")).contains("json"));
    assertLeft("old", true);
  }

  @Test
  void onlyPredictionsAreOverwritten(SparkSession spark) {
    spark.range(3).write().parquet(home + "/precious");
    String message =
        assertThrows(
                OutputExistsException.class,
                () -> run(spark, config("digits", "precious", PredictFormat.PARQUET, true)))
            .getMessage();
    assertTrue(message.contains("it was left alone"), message);
    assertEquals(3, spark.read().parquet(home + "/precious").count());
  }

  @Test
  void theInputIsNeverTheOutput(SparkSession spark) throws IOException {
    write("own/_predict.json", new byte[] {});
    write("own/a.json", "{\"features\":[1]}".getBytes(StandardCharsets.UTF_8));
    assertEquals(
        "`output`: expected another folder than the input's, found file:" + home + "/own",
        assertThrows(
                ConfigurationException.class,
                () -> run(spark, config("own", "own", PredictFormat.PARQUET, true)))
            .getMessage());
  }

  @Test
  void aModelOfAnotherSizeIsRefused(SparkSession spark) throws IOException {
    PredictConfig narrow =
        new PredictConfig(
            home + "/narrow.zip",
            List.of(home + "/digits"),
            Split.TEST,
            home + "/misfit",
            PredictFormat.PARQUET,
            false,
            false);
    assertEquals(
        "file:"
            + home
            + "/digits: expected images of 100 values for the model "
            + home
            + "/narrow.zip, found 784; name images that the model was trained for",
        assertThrows(DataException.class, () -> run(spark, narrow)).getMessage());
    assertLeft("misfit", false);
  }

  @Test
  void csvHasNoArrays(SparkSession spark) throws IOException {
    write("nested.json", "{\"features\":[1],\"tags\":[\"a\"]}".getBytes(StandardCharsets.UTF_8));
    assertEquals(
        "`format` csv: expected plain columns, found tags of type array<string>; choose parquet or json",
        assertThrows(
                ConfigurationException.class,
                () -> run(spark, config("nested.json", "flat", PredictFormat.CSV, false)))
            .getMessage());
    assertEquals(
        "`keep-features`: expected `format` parquet or json, found csv, which has no arrays",
        assertThrows(
                ConfigurationException.class,
                () ->
                    new PredictConfig(
                        "m", List.of("i"), Split.TEST, "o", PredictFormat.CSV, true, false))
            .getMessage());
  }
}
