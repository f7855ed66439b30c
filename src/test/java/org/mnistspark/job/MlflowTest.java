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
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.cli.TrainSettings;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.report.Console;
import org.mnistspark.testing.LocalSpark;
import org.mnistspark.testing.MlflowServer;

/** Runs as MLflow's own server knows them, read back through its REST interface. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class MlflowTest {
  private static final int EPOCHS = 3;

  @TempDir private static Path folder;
  private static MlflowServer server;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    server = MlflowServer.start(Files.createDirectories(folder.resolve("mlflow")));
    SyntheticDigits.write(folder.resolve("digits"), 400, 100, 3);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private TrainResult train(
      SparkSession spark,
      ExistingRun existing,
      String runId,
      String experiment,
      BooleanSupplier stop)
      throws IOException {
    TrainConfig config =
        TrainSettings.of(
            existing,
            "--data=" + folder.resolve("digits").toUri(),
            "--output=" + folder.resolve("runs").toUri(),
            "--run-id=" + runId,
            "--epochs=" + EPOCHS,
            "--batch-size=16",
            "--hidden=16",
            "--workers=2",
            "--averaging-frequency=3",
            "--mlflow-tracking-uri=" + server.uri(),
            "--mlflow-experiment=" + experiment);
    Console console = new Console(new PrintStream(printed, true, StandardCharsets.UTF_8));
    return new TrainJob(spark, console).run(config, stop);
  }

  private static boolean toTheEnd() {
    return false;
  }

  private static Path run(String runId) {
    return folder.resolve("runs").resolve(runId);
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static String experiment(String name) throws IOException, InterruptedException {
    return server
        .get("experiments/get-by-name?experiment_name=" + name)
        .at("/experiment/experiment_id")
        .asText();
  }

  /** The runs of an experiment. */
  private static List<JsonNode> runs(String experiment) throws IOException, InterruptedException {
    List<JsonNode> runs = new ArrayList<>();
    server
        .post("runs/search", "{'experiment_ids': ['" + experiment(experiment) + "']}")
        .path("runs")
        .forEach(runs::add);
    return runs;
  }

  private static JsonNode onlyRun(String experiment) throws IOException, InterruptedException {
    List<JsonNode> runs = runs(experiment);
    assertEquals(1, runs.size());
    return runs.get(0);
  }

  private static Map<String, String> map(JsonNode pairs) {
    Map<String, String> map = new TreeMap<>();
    pairs.forEach(pair -> map.put(pair.get("key").asText(), pair.get("value").asText()));
    return map;
  }

  /** All values of a metric that a run has, as step=value. */
  private static List<String> history(JsonNode run, String metric)
      throws IOException, InterruptedException {
    List<String> values = new ArrayList<>();
    String id = run.at("/info/run_id").asText();
    server
        .get("metrics/get-history?run_id=" + id + "&metric_key=" + metric)
        .path("metrics")
        .forEach(value -> values.add(value.get("step") + "=" + value.get("value").doubleValue()));
    return values;
  }

  /** A column of the run's history.csv, as epoch=value. */
  private static List<String> column(String runId, String name) throws IOException {
    List<String> lines = Files.readAllLines(run(runId).resolve("history.csv"));
    int column = List.of(lines.get(0).split(",", -1)).indexOf(name);
    return lines.stream()
        .skip(1)
        .map(line -> line.split(",", -1))
        .map(cells -> cells[0] + "=" + Double.parseDouble(cells[column]))
        .toList();
  }

  private static void assertSameHistory(String runId, JsonNode run)
      throws IOException, InterruptedException {
    for (String metric :
        List.of(
            "train_loss",
            "train_accuracy",
            "eval_loss",
            "eval_accuracy",
            "seconds",
            "images_per_second")) {
      List<String> logged = history(run, metric);
      assertEquals(EPOCHS, logged.size(), metric);
      assertEquals(column(runId, metric), logged, metric);
    }
  }

  @Test
  void aRunIsThereWithAllThatBelongsToIt(SparkSession spark)
      throws IOException, InterruptedException {
    TrainResult result = train(spark, ExistingRun.REFUSE, "whole", "whole", MlflowTest::toTheEnd);

    JsonNode run = onlyRun("whole");
    assertEquals("FINISHED", run.at("/info/status").asText());
    assertEquals("whole", run.at("/info/run_name").asText());
    assertTrue(run.at("/info/end_time").asLong() >= run.at("/info/start_time").asLong());
    assertSameHistory("whole", run);
    assertEquals(
        List.of(EPOCHS + "=" + result.testAccuracy().orElseThrow()), history(run, "test_accuracy"));
    assertEquals(
        List.of(EPOCHS + "=" + result.testLoss().orElseThrow()), history(run, "test_loss"));

    JsonNode record = new ObjectMapper().readTree(run("whole").resolve("run.json").toFile());
    Map<String, String> params = map(run.at("/data/params"));
    for (String part : List.of("configuration", "averaging")) {
      record
          .get(part)
          .properties()
          .forEach(
              setting ->
                  assertEquals(
                      setting.getValue().toString().replace("\"", ""),
                      params.get(setting.getKey()),
                      setting.getKey()));
    }
    assertEquals("42", params.get("seed"));
    assertEquals("2", params.get("workers"));

    Map<String, String> tags = map(run.at("/data/tags"));
    assertEquals("whole", tags.get("mnist_spark.run_id"));
    assertEquals(result.directory(), tags.get("mnist_spark.run_directory"));
    assertEquals(spark.sparkContext().sparkUser(), tags.get("mlflow.user"));
    assertEquals("mnist-spark train", tags.get("mlflow.source.name"));
    assertEquals(record.at("/git/commit").asText(), tags.get("mlflow.source.git.commit"));
    assertEquals(spark.version(), tags.get("spark.version"));
    assertEquals(record.get("spark_application_id").asText(), tags.get("spark.application_id"));
    assertFalse(tags.containsKey("mnist_spark.artifacts"));

    String location = run.at("/info/artifact_uri").asText().replaceFirst("^mlflow-artifacts:/", "");
    for (String name :
        List.of("run.json", "metrics.json", "report.html", "model.zip", "model.onnx")) {
      assertArrayEquals(
          Files.readAllBytes(run("whole").resolve(name)),
          server.artifact(location + "/" + name),
          name);
    }
    assertTrue(
        printed()
            .contains(
                "MLflow run: %s/#/experiments/%s/runs/%s"
                    .formatted(server.uri(), experiment("whole"), run.at("/info/run_id").asText())),
        printed());
    assertFalse(printed().contains("WARNING: MLflow"), printed());
  }

  @Test
  void epochsAreThereWhileTheRunGoesOn(SparkSession spark)
      throws IOException, InterruptedException {
    List<String> status = new ArrayList<>();
    // Asked by the training itself: it stops as soon as MLflow has the first epoch of a run that is
    // going on.
    BooleanSupplier untilAnEpochIsThere =
        () -> {
          try {
            if (!Files.exists(run("live").resolve("history.csv"))) {
              return false;
            }
            while (runs("live").isEmpty() || history(runs("live").get(0), "eval_loss").isEmpty()) {
              Thread.onSpinWait();
            }
            status.add(runs("live").get(0).at("/info/status").asText());
            return true;
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    server.post("experiments/create", "{'name': 'live'}");

    TrainResult result = train(spark, ExistingRun.REFUSE, "live", "live", untilAnEpochIsThere);

    assertEquals(TrainResult.Status.STOPPED, result.status());
    assertEquals("RUNNING", status.get(0));
    assertEquals("KILLED", onlyRun("live").at("/info/status").asText());
  }

  @Test
  void aResumedRunIsTheSameRun(SparkSession spark) throws IOException, InterruptedException {
    BooleanSupplier afterAnEpoch = () -> Files.exists(run("stopped").resolve("history.csv"));
    train(spark, ExistingRun.RESUME, "stopped", "stopped", afterAnEpoch);
    JsonNode killed = onlyRun("stopped");
    assertEquals("KILLED", killed.at("/info/status").asText());
    assertEquals(1, history(killed, "train_loss").size());

    train(spark, ExistingRun.RESUME, "stopped", "stopped", MlflowTest::toTheEnd);

    JsonNode finished = onlyRun("stopped");
    assertEquals("FINISHED", finished.at("/info/status").asText());
    assertEquals(killed.at("/info/run_id"), finished.at("/info/run_id"));
    assertSameHistory("stopped", finished);

    train(spark, ExistingRun.RESUME, "stopped", "elsewhere", MlflowTest::toTheEnd);
    assertTrue(printed().contains("The run has already finished"), printed());
    assertEquals(finished, onlyRun("stopped"));
    assertFalse(printed().contains("WARNING: MLflow"), printed());
  }

  @Test
  void aRunThatIsTakenUpInAnotherExperimentHasItsEarlierEpochsThere(SparkSession spark)
      throws IOException, InterruptedException {
    BooleanSupplier afterAnEpoch = () -> Files.exists(run("moved").resolve("history.csv"));
    train(spark, ExistingRun.RESUME, "moved", "before", afterAnEpoch);

    train(spark, ExistingRun.RESUME, "moved", "after", MlflowTest::toTheEnd);

    assertSameHistory("moved", onlyRun("after"));
  }

  @Test
  void aRunThatReplacesAnotherIsANewOne(SparkSession spark)
      throws IOException, InterruptedException {
    train(spark, ExistingRun.REFUSE, "again", "again", MlflowTest::toTheEnd);
    train(spark, ExistingRun.OVERWRITE, "again", "again", MlflowTest::toTheEnd);

    assertEquals(2, runs("again").size());
  }

  @Test
  void aRunThatFailsHasFailed(SparkSession spark) throws IOException, InterruptedException {
    BooleanSupplier failing =
        () -> {
          throw new IllegalStateException("the disk is full");
        };

    assertThrows(
        IllegalStateException.class,
        () -> train(spark, ExistingRun.REFUSE, "failed", "failed", failing));

    assertEquals("FAILED", onlyRun("failed").at("/info/status").asText());
  }

  @Test
  void artifactsOfAnExperimentWithAPlaceOfItsOwnStayInTheRunDirectory(SparkSession spark)
      throws IOException, InterruptedException {
    Path own = folder.resolve("own");
    server.post(
        "experiments/create", "{'name': 'own', 'artifact_location': '" + own.toUri() + "'}");

    train(spark, ExistingRun.REFUSE, "own", "own", MlflowTest::toTheEnd);

    JsonNode run = onlyRun("own");
    assertEquals("FINISHED", run.at("/info/status").asText());
    assertEquals(
        map(run.at("/data/tags")).get("mnist_spark.run_directory"),
        map(run.at("/data/tags")).get("mnist_spark.artifacts"));
    assertSameHistory("own", run);
    assertEquals(
        1,
        printed()
            .lines()
            .filter(line -> line.contains("artifacts stay in the run directory"))
            .count(),
        printed());
    assertFalse(Files.exists(own));
  }
}
