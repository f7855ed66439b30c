package org.mnistspark.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.cli.TrainSettings;
import org.mnistspark.data.DataException;
import org.mnistspark.data.Split;
import org.mnistspark.evaluation.Metrics;
import org.mnistspark.failure.Causes;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.failure.JobException;
import org.mnistspark.report.Console;
import org.mnistspark.spark.labelled.LabelledChoice;
import org.mnistspark.testing.LocalSpark;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.factory.Nd4j;

/** Tables of three kinds of flowers, far apart in columns of different units. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class TablesTest {
  private static final List<String> KINDS = List.of("aster", "lily, white", "rose");

  @TempDir private static Path home;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeAll
  static void write() throws IOException {
    Files.writeString(home.resolve("flowers.csv"), "length,width,kind\n" + lines(KINDS, ","));
    // All of them have five petals.
    Files.writeString(
        home.resolve("petals.csv"),
        "petals,length,width,kind\n" + lines(KINDS, ",").replaceAll("(?m)^", "5,"));
    Files.writeString(home.resolve("plain.data"), lines(List.of("1", "2", "3"), ";"));
    Files.writeString(home.resolve("flowers.libsvm"), libsvm());
  }

  /** 30 of each kind. */
  private static List<double[]> flowers() {
    Random random = new Random(3);
    List<double[]> flowers = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      flowers.add(
          new double[] {
            1000 * (i % 3) + 100 * random.nextGaussian(), 0.01 * random.nextGaussian() - (i % 3)
          });
    }
    return flowers;
  }

  private static String lines(List<String> names, String separator) {
    StringBuilder lines = new StringBuilder();
    List<double[]> flowers = flowers();
    for (int i = 0; i < flowers.size(); i++) {
      String name = names.get(i % 3);
      lines
          .append(flowers.get(i)[0])
          .append(separator)
          .append(flowers.get(i)[1])
          .append(separator)
          .append(name.contains(separator) ? '"' + name + '"' : name)
          .append('\n');
    }
    return lines.toString();
  }

  private static String libsvm() {
    StringBuilder lines = new StringBuilder();
    List<double[]> flowers = flowers();
    for (int i = 0; i < flowers.size(); i++) {
      // Zeros are not written.
      lines.append(i % 3 - 1).append(' ');
      lines.append(
          i % 3 == 0
              ? "3:1"
              : String.format(Locale.ROOT, "%d:%.3f", i % 3, Math.abs(flowers.get(i)[0])));
      lines.append('\n');
    }
    return lines.toString();
  }

  private Console console() {
    return new Console(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  private TrainResult train(SparkSession spark, String data, String run, String... options)
      throws IOException {
    boolean given = Arrays.stream(options).anyMatch(option -> option.startsWith("--epochs"));
    String[] all =
        Stream.concat(
                Stream.of(
                    "--data=" + home.resolve(data),
                    "--output=" + home.resolve("runs"),
                    "--run-id=" + run,
                    "--hidden=8",
                    "--workers=2"),
                Stream.concat(
                    given ? Stream.of() : Stream.of("--epochs=20"), Arrays.stream(options)))
            .toArray(String[]::new);
    return new TrainJob(spark, console())
        .run(TrainSettings.of(ExistingRun.REFUSE, all), () -> false);
  }

  private String refusal(SparkSession spark, String data, String... options) {
    Exception failure = assertThrows(Exception.class, () -> train(spark, data, "refused", options));
    assertFalse(Files.exists(home.resolve("runs/refused")));
    String message = Causes.first(failure, JobException.class).orElseThrow().getMessage();
    assertEquals(1, message.lines().count(), message);
    return message.replace("file:" + home, "H").replace(home.toString(), "H");
  }

  @Test
  void aTableIsTrainedEvaluatedAndPredicted(SparkSession spark) throws IOException {
    TrainResult result =
        train(spark, "flowers.csv", "flowers", "--label=kind", "--test-fraction=0.3");

    assertTrue(result.testAccuracy().orElseThrow() > 0.9, printed.toString(StandardCharsets.UTF_8));
    String record = Files.readString(home.resolve("runs/flowers/run.json"));
    assertTrue(record.contains("\"lily, white\""), record);
    assertTrue(record.contains("\"features\" : [ \"length\", \"width\" ]"), record);
    assertTrue(record.contains("\"test\" : 27"), record);

    Metrics all =
        new EvaluateJob(spark, console())
            .run(
                new EvaluateConfig(
                    home.resolve("runs/flowers").toString(),
                    home.resolve("flowers.csv").toString(),
                    new LabelledChoice(
                        Optional.of("kind"), List.of(), java.util.OptionalInt.empty(), List.of()),
                    Optional.of(home.resolve("evaluated").toString()),
                    false,
                    3));
    assertEquals(90, all.examples());
    assertTrue(all.accuracy() > 0.9);

    String output = home.resolve("predicted").toString();
    new PredictJob(spark, console())
        .run(
            new PredictConfig(
                home.resolve("runs/flowers/model.zip").toString(),
                List.of(home.resolve("flowers.csv").toString()),
                Split.TEST,
                output,
                PredictFormat.PARQUET,
                false,
                false));
    List<Row> rows = spark.read().parquet(output).collectAsList();
    assertEquals(90, rows.size());
    long right =
        rows.stream().filter(row -> row.getAs("kind").equals(row.getAs("predicted_class"))).count();
    assertEquals(all.confusion().correct(), right);
  }

  @Test
  void theNormalizerIsOneOfDl4j(SparkSession spark) throws IOException {
    for (String kind : List.of("standard", "minmax")) {
      train(
          spark,
          "flowers.csv",
          kind,
          "--label=kind",
          "--test-fraction=0.3",
          "--normalize=" + kind,
          "--epochs=1");
      Path model = home.resolve("runs/" + kind + "/model.zip");
      DataNormalization normalizer = ModelSerializer.restoreNormalizerFromFile(model.toFile());
      INDArray features = Nd4j.create(new float[][] {{1000, -1}});
      normalizer.transform(features);
      // The middle of the data.
      assertEquals(kind.equals("standard") ? 0 : 0.5, features.getDouble(0), 0.2);
      assertEquals(kind.equals("standard") ? 0 : 0.5, features.getDouble(1), 0.2);
    }
  }

  @Test
  void aFeatureThatTrainingDoesNotVaryStaysSmall(SparkSession spark) throws IOException {
    for (String kind : List.of("standard", "minmax")) {
      String run = "petals-" + kind;
      train(
          spark,
          "petals.csv",
          run,
          "--label=kind",
          "--test-fraction=0.3",
          "--normalize=" + kind,
          "--epochs=1");
      Path model = home.resolve("runs/" + run + "/model.zip");
      INDArray features =
          Nd4j.create(new float[][] {{4, 1000, -1}, {5, 1000, -1}, {900, 1000, -1}});
      DataNormalization normalizer = ModelSerializer.restoreNormalizerFromFile(model.toFile());
      normalizer.transform(features);
      for (int flower = 0; flower < 3; flower++) {
        assertEquals(0, features.getDouble(flower, 0), 1, kind + features);
      }
    }
  }

  @Test
  void theTestSetIsTheSameHoweverTheTableIsCut(SparkSession spark) throws IOException {
    train(spark, "flowers.csv", "one", "--label=kind", "--test-fraction=0.3", "--epochs=2");
    String metrics = Files.readString(home.resolve("runs/one/metrics.json"));
    // The same number of every class.
    assertEquals(3, metrics.split("\"support\" : 9\\b", -1).length - 1, metrics);

    Path parts = Files.createDirectories(home.resolve("parts"));
    List<String> lines = Files.readAllLines(home.resolve("flowers.csv"));
    for (int part = 0; part < 3; part++) {
      List<String> own = new ArrayList<>(List.of(lines.get(0)));
      // Files of different lengths, which Spark reads in the order of those.
      own.addAll(lines.subList(1 + new int[] {0, 10, 30}[part], 1 + new int[] {10, 30, 90}[part]));
      Files.write(parts.resolve("part-" + part + ".csv"), own);
    }
    train(spark, "parts", "cut", "--label=kind", "--test-fraction=0.3", "--epochs=2");

    assertEquals(
        metrics.replaceAll("\"(run_id|seconds|images_per_second)\" : [^,\n]+", ""),
        Files.readString(home.resolve("runs/cut/metrics.json"))
            .replaceAll("\"(run_id|seconds|images_per_second)\" : [^,\n]+", ""));
  }

  @Test
  void labelsMayBeginAtOneAndColumnsMayHaveNoNames(SparkSession spark) throws IOException {
    TrainResult result = train(spark, "plain.data", "plain", "--label=2", "--test-fraction=0.2");

    assertTrue(result.testAccuracy().orElseThrow() > 0.9);
    assertTrue(
        Files.readString(home.resolve("runs/plain/run.json"))
            .contains("\"classes\" : [ \"1\", \"2\", \"3\" ]"));
  }

  @Test
  void sparseRowsStaySparse(SparkSession spark) throws IOException {
    TrainResult result = train(spark, "flowers.libsvm", "sparse", "--test-fraction=0.2");

    assertTrue(result.testAccuracy().orElseThrow() > 0.9, printed.toString(StandardCharsets.UTF_8));
    assertTrue(printed.toString(StandardCharsets.UTF_8).contains("NormalizerMinMaxScaler"));
  }

  @Test
  void trainingGoesOnFromAModel(SparkSession spark) throws IOException {
    String[] data = {"--label=kind", "--test-fraction=0.3", "--learning-rate=1e-9"};
    train(spark, "flowers.csv", "begun", "--label=kind", "--test-fraction=0.3");
    train(
        spark,
        "flowers.csv",
        "more",
        Stream.concat(
                Arrays.stream(data),
                Stream.of("--epochs=1", "--from=" + home.resolve("runs/begun")))
            .toArray(String[]::new));

    // With next to no learning rate it is as good as what it began with.
    assertEquals(
        metrics("begun").replaceAll("(\"accuracy\" : [\\d.]+)[^}]*", "$1").substring(0, 120),
        metrics("more").replaceAll("(\"accuracy\" : [\\d.]+)[^}]*", "$1").substring(0, 120));
    String other =
        refusal(
            spark,
            "flowers.csv",
            "--label=kind",
            "--test-fraction=0.3",
            "--from=" + home.resolve("runs/begun"),
            "--activation=tanh");
    assertTrue(
        other.startsWith(
            "`from`: expected a model of the layers 2-8 tanh-3 softmax, found 2-8 relu"),
        other);
  }

  private static String metrics(String run) throws IOException {
    String metrics = Files.readString(home.resolve("runs/" + run + "/metrics.json"));
    return metrics.substring(metrics.indexOf("\"test\""));
  }

  @Test
  void whatIsMissingIsSaid(SparkSession spark) throws IOException {
    Files.writeString(home.resolve("holes.csv"), "a,b,label\n1,2,0\n3,,1\n5,6,0\n7,8,1\n");
    Files.writeString(home.resolve("words.csv"), "a,b,label\n1,2,0\n3,x,1\n");
    Files.writeString(home.resolve("nolabel.csv"), "a,b,label\n1,2,0\n3,4,\n");
    Files.writeString(home.resolve("real.csv"), "a,b,label\n1,2,0.5\n3,4,1.5\n");
    Files.writeString(home.resolve("single.csv"), "a,b,label\n1,2,0\n3,4,0\n");
    Files.writeString(home.resolve("huge.csv"), "a,b,label\n1,2,0\n3,1e300,1\n");

    assertEquals(
        "H/flowers.csv: expected a column label, class, target or y, found none of them; name the"
            + " column of the classes as `label`",
        refusal(spark, "flowers.csv"));
    assertEquals(
        "H/flowers.csv: expected the column sort of `label`, found length, width, kind; name one of"
            + " them",
        refusal(spark, "flowers.csv", "--label=sort"));
    assertEquals(
        "H/flowers.csv: expected a test set, found training examples alone; name one as `test-data`,"
            + " or split one off with `test-fraction` 0.2",
        refusal(spark, "flowers.csv", "--label=kind"));
    String hole = refusal(spark, "holes.csv", "--test-fraction=0.5");
    assertTrue(
        hole.contains(
            "expected 2 finite numbers as features, found nothing, or no number, in column b"),
        hole);
    assertTrue(hole.contains("holes.csv, row 1 of the set"), hole);
    String label = refusal(spark, "nolabel.csv", "--test-fraction=0.5");
    assertTrue(label.contains("expected a label in every row, found none in row 1"), label);
    assertTrue(
        refusal(spark, "real.csv", "--test-fraction=0.5")
            .contains("expected labels that are whole numbers or names of classes, found 0.5"));
    assertTrue(
        refusal(spark, "single.csv", "--test-fraction=0.5")
            .contains("expected labels of at least two classes, found 0 alone"));
    String huge = refusal(spark, "huge.csv", "--test-fraction=0.5");
    assertTrue(huge.contains("found Infinity in column b"), huge);
    assertTrue(
        refusal(spark, "words.csv", "--features=a,b", "--test-fraction=0.5")
            .contains("expected numbers in the column b of `features`, found string"));
    assertThrows(
        ConfigurationException.class,
        () -> TrainSettings.of("--test-fraction=0.5", "--test-data=x"));
    assertThrows(DataException.class, () -> train(spark, "nothing", "refused"));
  }
}
