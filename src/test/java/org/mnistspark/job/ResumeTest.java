package org.mnistspark.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mnistspark.cli.TrainSettings;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.dl4j.ModelFiles;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.report.Console;
import org.mnistspark.run.store.OutputExistsException;
import org.mnistspark.testing.LocalSpark;

/** Runs that are stopped and go on, and runs that watch held-out examples. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class ResumeTest {
  private static final int EPOCHS = 3;

  @TempDir static Path folder;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeAll
  static void draw() throws IOException {
    SyntheticDigits.write(folder.resolve("digits"), 400, 100, 3);
    SyntheticDigits.write(folder.resolve("others"), 400, 100, 4);
  }

  private static TrainConfig config(
      String runId,
      ExistingRun existing,
      TrainingMasterChoice master,
      int epochs,
      double validationFraction,
      OptionalInt patience) {
    return TrainSettings.of(
        existing,
        "--data=" + folder.resolve("digits").toUri(),
        "--output=" + folder.resolve("runs").toUri(),
        "--run-id=" + runId,
        "--training-master=" + master,
        "--epochs=" + epochs,
        "--batch-size=16",
        "--hidden=16",
        "--learning-rate=0.01",
        "--workers=2",
        "--averaging-frequency=3",
        "--learning-rate-schedule=constant",
        "--validation-fraction=" + validationFraction,
        "--early-stopping-patience=" + (patience.isPresent() ? patience.getAsInt() : "off"),
        "--seed=7");
  }

  private static TrainConfig config(String runId, ExistingRun existing) {
    return config(runId, existing, TrainingMasterChoice.AVERAGING, EPOCHS, 0, OptionalInt.empty());
  }

  private TrainResult train(SparkSession spark, TrainConfig config, BooleanSupplier stop)
      throws IOException {
    Console console = new Console(new PrintStream(printed, true, StandardCharsets.UTF_8));
    return new TrainJob(spark, console).run(config, stop);
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static boolean toTheEnd() {
    return false;
  }

  private static BooleanSupplier after(int questions) {
    AtomicInteger asked = new AtomicInteger();
    return () -> asked.incrementAndGet() > questions;
  }

  private static MultiLayerNetwork model(String runId) throws IOException {
    try (InputStream in = Files.newInputStream(run(runId).resolve("model.zip"))) {
      return ModelFiles.read(in, runId).network();
    }
  }

  private static Path run(String runId) {
    return folder.resolve("runs").resolve(runId);
  }

  private static JsonNode json(String runId, String name) throws IOException {
    return new ObjectMapper().readTree(run(runId).resolve(name).toFile());
  }

  /** Without the columns of time. */
  private static List<String> history(String runId) throws IOException {
    try (Stream<String> lines = Files.lines(run(runId).resolve("history.csv"))) {
      return lines.map(line -> line.replaceFirst(",[^,]*,[^,]*$", "")).toList();
    }
  }

  private static void assertSameRuns(String expected, String found) throws IOException {
    assertEquals(model(expected).params(), model(found).params());
    assertEquals(
        model(expected).getUpdater().getStateViewArray(),
        model(found).getUpdater().getStateViewArray());
    assertEquals(history(expected), history(found));
    assertEquals(
        json(expected, "metrics.json").get("test"), json(found, "metrics.json").get("test"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 6, 9})
  void aStoppedRunEndsWithTheSameBits(int questions, SparkSession spark) throws IOException {
    String whole = "whole-" + questions;
    String stopped = "stopped-" + questions;
    train(spark, config(whole, ExistingRun.REFUSE), ResumeTest::toTheEnd);

    TrainResult first = train(spark, config(stopped, ExistingRun.RESUME), after(questions));
    assertEquals(TrainResult.Status.STOPPED, first.status());
    assertFalse(first.resumed());
    assertFalse(Files.exists(run(stopped).resolve("_SUCCESS")));
    assertFalse(Files.exists(run(stopped).resolve("model.zip")));
    TrainResult second = train(spark, config(stopped, ExistingRun.RESUME), ResumeTest::toTheEnd);

    assertEquals(TrainResult.Status.SUCCEEDED, second.status());
    assertTrue(second.resumed());
    assertTrue(printed().contains("Resumed after epoch "), printed());
    assertSameRuns(whole, stopped);
  }

  @Test
  void manyStopsDoNotMatterEither(SparkSession spark) throws IOException {
    train(spark, config("often-whole", ExistingRun.REFUSE), ResumeTest::toTheEnd);

    int starts = 0;
    while (train(spark, config("often", ExistingRun.RESUME), after(2)).status()
        == TrainResult.Status.STOPPED) {
      starts++;
    }

    assertTrue(starts > 3, "starts: " + starts);
    assertSameRuns("often-whole", "often");
  }

  @ParameterizedTest
  @Tag("dl4j-spark")
  @EnumSource(TrainingMasterChoice.class)
  void bothMastersResumeAfterAnEpoch(TrainingMasterChoice master, SparkSession spark)
      throws IOException {
    String whole = "master-whole-" + master;
    String stopped = "master-" + master;
    train(
        spark,
        config(whole, ExistingRun.REFUSE, master, EPOCHS, 0, OptionalInt.empty()),
        ResumeTest::toTheEnd);
    TrainConfig config =
        config(stopped, ExistingRun.RESUME, master, EPOCHS, 0, OptionalInt.empty());
    BooleanSupplier afterAnEpoch = () -> Files.exists(run(stopped).resolve("history.csv"));

    assertEquals(TrainResult.Status.STOPPED, train(spark, config, afterAnEpoch).status());
    assertEquals(TrainResult.Status.SUCCEEDED, train(spark, config, ResumeTest::toTheEnd).status());

    assertSameRuns(whole, stopped);
  }

  @Test
  void aDamagedCheckpointGivesWayToTheOneBeforeIt(SparkSession spark) throws IOException {
    train(spark, config("intact", ExistingRun.REFUSE), ResumeTest::toTheEnd);
    train(spark, config("damaged", ExistingRun.REFUSE), after(8));
    try (Stream<Path> files = Files.list(run("damaged").resolve("checkpoints"))) {
      List<Path> checkpoints = files.sorted().toList();
      assertEquals(2, checkpoints.size());
      Files.write(checkpoints.get(1), new byte[] {1, 2, 3});
    }

    train(spark, config("damaged", ExistingRun.RESUME), ResumeTest::toTheEnd);

    assertTrue(printed().contains("expected a whole checkpoint"), printed());
    assertSameRuns("intact", "damaged");
  }

  @Test
  void aFinishedRunIsTheResultAtOnce(SparkSession spark) throws IOException {
    TrainResult first = train(spark, config("finished", ExistingRun.RESUME), ResumeTest::toTheEnd);
    long written = Files.getLastModifiedTime(run("finished").resolve("_SUCCESS")).toMillis();

    TrainResult again = train(spark, config("finished", ExistingRun.RESUME), ResumeTest::toTheEnd);

    assertEquals(first.testAccuracy(), again.testAccuracy());
    assertEquals(first.testLoss(), again.testLoss());
    assertEquals(EPOCHS, again.epochs());
    assertEquals(2, again.workers());
    assertTrue(again.resumed());
    assertEquals(
        written, Files.getLastModifiedTime(run("finished").resolve("_SUCCESS")).toMillis());
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void anotherRunIsNotResumed(boolean finished, SparkSession spark) throws IOException {
    String id = "other-" + finished;
    train(spark, config(id, ExistingRun.REFUSE), finished ? after(Integer.MAX_VALUE) : after(2));
    TrainConfig longer =
        config(id, ExistingRun.RESUME, TrainingMasterChoice.AVERAGING, 4, 0, OptionalInt.empty());

    String message =
        assertThrows(ConfigurationException.class, () -> train(spark, longer, ResumeTest::toTheEnd))
            .getMessage();

    assertTrue(message.startsWith("`resume`: expected epochs 3, found 4; the run at "), message);
  }

  @Test
  void anotherRunIsNotResumedBeforeItsFirstCheckpointEither(SparkSession spark) throws IOException {
    train(spark, config("early", ExistingRun.REFUSE), after(2));
    try (Stream<Path> files = Files.list(run("early").resolve("checkpoints"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    TrainConfig longer =
        config(
            "early", ExistingRun.RESUME, TrainingMasterChoice.AVERAGING, 4, 0, OptionalInt.empty());

    String message =
        assertThrows(ConfigurationException.class, () -> train(spark, longer, ResumeTest::toTheEnd))
            .getMessage();

    assertTrue(message.startsWith("`resume`: expected epochs 3, found 4; the run at "), message);
    train(spark, config("early", ExistingRun.RESUME), ResumeTest::toTheEnd);
    train(spark, config("early-whole", ExistingRun.REFUSE), ResumeTest::toTheEnd);
    assertSameRuns("early-whole", "early");
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void otherDataIsNotTrainedOn(boolean finished, SparkSession spark) throws IOException {
    Path data = folder.resolve("data-" + finished);
    Files.createDirectory(data);
    copy(folder.resolve("digits"), data);
    String id = "data-" + finished;
    TrainConfig config = config(id, ExistingRun.RESUME);
    train(spark, config, finished ? after(Integer.MAX_VALUE) : after(2));
    TrainConfig other = withData(config, folder.resolve("others"));

    String message =
        assertThrows(ConfigurationException.class, () -> train(spark, other, ResumeTest::toTheEnd))
            .getMessage();

    assertTrue(message.contains("expected train-images-idx3-ubyte "), message);
    // The same content in another place is the same data.
    assertEquals(
        TrainResult.Status.SUCCEEDED,
        train(spark, withData(config, data), ResumeTest::toTheEnd).status());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static TrainConfig withData(TrainConfig c, Path data) {
    return new TrainConfig(
        Choices.data(
            Optional.of(data.toUri().toString()), c.data().home(), c.data().validationFraction()),
        c.network(),
        c.averaging(),
        c.training(),
        c.run());
  }

  @Test
  void aFolderThatIsNoRunIsNotResumed(SparkSession spark) throws IOException {
    Files.createDirectories(run("papers"));
    Files.writeString(run("papers").resolve("thesis.txt"), "42");

    assertThrows(
        OutputExistsException.class,
        () -> train(spark, config("papers", ExistingRun.RESUME), ResumeTest::toTheEnd));
    assertEquals("42", Files.readString(run("papers").resolve("thesis.txt")));
  }

  @Test
  void heldOutExamplesAreEvaluatedAndNotTrainedOn(SparkSession spark) throws IOException {
    train(
        spark,
        config(
            "validated",
            ExistingRun.REFUSE,
            TrainingMasterChoice.AVERAGING,
            2,
            0.25,
            OptionalInt.empty()),
        ResumeTest::toTheEnd);

    JsonNode counts = json("validated", "run.json").at("/data/counts");
    assertEquals("{\"train\":300,\"validation\":100,\"test\":100}", counts.toString());
    JsonNode metrics = json("validated", "metrics.json");
    assertEquals(100, metrics.at("/validation/examples").asInt());
    // The last row of the history is the held-out examples' and not the test set's.
    String last = history("validated").get(2);
    assertTrue(
        last.endsWith(
            metrics.at("/validation/loss").asText()
                + ","
                + metrics.at("/validation/accuracy").asText()),
        last);
    assertFalse(last.contains(metrics.at("/test/loss").asText()), last);
  }

  @Test
  void earlyStoppingKeepsTheBestWeights(SparkSession spark) throws IOException {
    TrainConfig config =
        config(
            "stopped-early",
            ExistingRun.REFUSE,
            TrainingMasterChoice.AVERAGING,
            40,
            0.5,
            OptionalInt.of(2));
    train(spark, config, ResumeTest::toTheEnd);

    JsonNode metrics = json("stopped-early", "metrics.json");
    int best = metrics.at("/validation/best_epoch").asInt();
    assertEquals(best + 2, metrics.get("epochs").asInt());
    assertTrue(best + 2 < 40, metrics.toString());
    train(
        spark,
        config(
            "best",
            ExistingRun.REFUSE,
            TrainingMasterChoice.AVERAGING,
            best,
            0.5,
            OptionalInt.empty()),
        ResumeTest::toTheEnd);
    assertEquals(model("best").params(), model("stopped-early").params());
    assertEquals(
        json("best", "metrics.json").at("/validation/loss"), metrics.at("/validation/loss"));
  }

  @Test
  void earlyStoppingGoesOnAfterAStop(SparkSession spark) throws IOException {
    TrainConfig whole =
        config(
            "patient-whole",
            ExistingRun.REFUSE,
            TrainingMasterChoice.AVERAGING,
            40,
            0.5,
            OptionalInt.of(2));
    train(spark, whole, ResumeTest::toTheEnd);
    TrainConfig stopped =
        config(
            "early-stopped",
            ExistingRun.RESUME,
            TrainingMasterChoice.AVERAGING,
            40,
            0.5,
            OptionalInt.of(2));

    int starts = 0;
    while (train(spark, stopped, after(7)).status() == TrainResult.Status.STOPPED) {
      starts++;
    }

    assertTrue(starts > 1, "starts: " + starts);
    assertSameRuns("patient-whole", "early-stopped");
  }

  @Test
  void everythingOrNothingCannotBeHeldOut(SparkSession spark) {
    TrainConfig config =
        config(
            "nothing",
            ExistingRun.REFUSE,
            TrainingMasterChoice.AVERAGING,
            1,
            0.0001,
            OptionalInt.empty());

    String message =
        assertThrows(ConfigurationException.class, () -> train(spark, config, ResumeTest::toTheEnd))
            .getMessage();

    assertTrue(message.startsWith("`validation-fraction`: expected "), message);
  }
}
