package org.mnistspark.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.cli.TrainSettings;
import org.mnistspark.data.Split;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.files.UnusableLocationException;
import org.mnistspark.report.Console;
import org.mnistspark.run.store.OutputExistsException;
import org.mnistspark.run.store.RunDirectory;
import org.mnistspark.spark.labelled.LabelledChoice;
import org.mnistspark.testing.LocalSpark;

/** Where jobs read and write: on file systems that Spark lacks, under names that nobody chose. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class LocationsTest {
  private static final String STORE = "s3a://bucket/x";

  @TempDir private static Path folder;
  private static String digits;
  private static String model;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Console console =
      new Console(new PrintStream(printed, true, StandardCharsets.UTF_8));

  @BeforeAll
  static void train(SparkSession spark) throws IOException {
    digits = folder.resolve("digits").toString();
    SyntheticDigits.write(folder.resolve("digits"), 120, 40, 3);
    SmallRuns.of(Path.of(digits).toUri(), folder.resolve("runs").toUri()).train(spark, "a");
    model = folder.resolve("runs/a/model.zip").toString();
  }

  private static TrainConfig config(String data, String output, ExistingRun existing) {
    return TrainSettings.of(
        existing,
        "--data=" + data,
        "--output=" + output,
        "--epochs=1",
        "--batch-size=32",
        "--hidden=8",
        "--workers=1",
        "--seed=7");
  }

  private TrainResult train(SparkSession spark, String data, String output) throws IOException {
    return train(spark, console, data, output);
  }

  private static TrainResult train(SparkSession spark, Console console, String data, String output)
      throws IOException {
    return new TrainJob(spark, console).run(config(data, output, ExistingRun.REFUSE), () -> false);
  }

  private static Console silent() {
    return new Console(
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
  }

  private void evaluate(SparkSession spark, String model, String data, String output) {
    new EvaluateJob(spark, console)
        .run(new EvaluateConfig(model, data, LabelledChoice.NONE, Optional.of(output), false, 3));
  }

  private void predict(SparkSession spark, String model, String input, String output) {
    new PredictJob(spark, console)
        .run(
            new PredictConfig(
                model, List.of(input), Split.TEST, output, PredictFormat.JSON, false, false));
  }

  private static void assertLacking(Executable job) {
    String message = assertThrows(UnusableLocationException.class, job).getMessage();
    assertTrue(message.contains("found none for s3a, which needs hadoop-aws; "), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void everyJobNamesTheMissingConnector(SparkSession spark) {
    String out = folder.resolve("never").toString();

    assertLacking(() -> train(spark, STORE, out));
    assertLacking(() -> train(spark, digits, STORE));
    assertLacking(() -> evaluate(spark, STORE, digits, out));
    assertLacking(() -> evaluate(spark, model, STORE, out));
    assertLacking(() -> evaluate(spark, model, digits, STORE));
    assertLacking(() -> predict(spark, STORE, digits, out));
    assertLacking(() -> predict(spark, model, STORE, out));
    assertLacking(() -> predict(spark, model, digits, STORE));
    assertLacking(() -> new DescribeJob(console, STORE, LabelledChoice.NONE));
    assertFalse(Files.exists(Path.of(out)));
  }

  @Test
  void anEvaluationMayHaveAnyName(SparkSession spark) {
    String output = folder.resolve("my eval").toString();

    evaluate(spark, model, digits, output);

    assertTrue(Files.exists(folder.resolve("my eval/_SUCCESS")));
    String console = printed.toString(StandardCharsets.UTF_8);
    assertTrue(
        console.contains("  confusion_matrix.csv  metrics.json  plots/  report.html"), console);
    String message =
        assertThrows(OutputExistsException.class, () -> evaluate(spark, model, digits, output))
            .getMessage();
    assertTrue(message.endsWith("; choose another `output` or `overwrite`"), message);
  }

  @Test
  void runsWithoutANameThatStartAtOnceAllSucceed(SparkSession spark) throws Exception {
    String output = folder.resolve("nameless").toString();
    int runs = 3;
    ExecutorService threads = Executors.newFixedThreadPool(runs);
    Callable<TrainResult> run = () -> train(spark, silent(), digits, output);
    Set<String> ids = new HashSet<>();
    try {
      for (Future<TrainResult> one : threads.invokeAll(List.of(run, run, run))) {
        ids.add(one.get().runId());
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(runs, ids.size(), ids.toString());
    for (String id : ids) {
      Path directory = Path.of(output, id);
      assertTrue(Files.exists(directory.resolve("_SUCCESS")), id);
      String json = Files.readString(directory.resolve("run.json"));
      assertTrue(json.contains("\"run_id\" : \"" + id + "\""), json);
      json = Files.readString(directory.resolve("metrics.json"));
      assertTrue(json.contains("\"run_id\" : \"" + id + "\""), json);
    }
  }

  @Test
  void aRunWithoutANameOverwritesNone() {
    Configuration hadoop = new Configuration();
    Instant start = Instant.parse("2026-01-01T12:00:00Z");
    TrainConfig config = config(digits, folder.resolve("kept").toString(), ExistingRun.OVERWRITE);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      RunStart next = RunStart.of(hadoop, config.run(), start, warning -> {});
      assertEquals(Optional.empty(), next.finished());
      RunDirectory run = next.open();
      run.publish("run.json", "{}");
      ids.add(run.runId());
    }
    assertEquals(List.of("20260101T120000Z", "20260101T120000Z-2", "20260101T120000Z-3"), ids);
  }

  @Test
  void theConsoleListsWhatIsThere(SparkSession spark) throws IOException {
    train(spark, digits, folder.resolve("listed").toString());

    String console = printed.toString(StandardCharsets.UTF_8);
    assertTrue(
        console.contains(
            "  checkpoints/  confusion_matrix.csv  history.csv  history.jsonl  metrics.json"
                + "  model.onnx  model.zip  plots/  predictions.json  report.html  run.json"),
        console);
  }
}
