package org.mnistspark.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.cli.TrainSettings;
import org.mnistspark.data.Split;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.report.Console;
import org.mnistspark.spark.labelled.LabelledChoice;
import org.mnistspark.spark.source.Frames;
import org.mnistspark.testing.LocalSpark;
import org.mnistspark.testing.OddNames;
import org.mnistspark.testing.Pictures;

/** A whole way from data to predictions in folders whose names have any character. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OddPathsTest {
  private static final int TEST_DIGITS = 100;

  private Path folder;
  private Path model;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeAll
  void train(@TempDir Path temp, SparkSession spark) throws IOException {
    folder = Files.createDirectory(temp.resolve(OddNames.ANY));
    SyntheticDigits.write(folder.resolve("data/mnist"), 300, TEST_DIGITS, 7);

    TrainResult result = new TrainJob(spark, console()).run(automaticData(), () -> false);

    assertEquals("file:" + folder + "/runs/a", result.directory());
    model = folder.resolve("runs/a/model.zip");
    assertTrue(Files.exists(model));
    String provenance = Files.readString(folder.resolve("runs/a/run.json"));
    assertTrue(provenance.contains("12:30/data/mnist"), provenance);
  }

  private TrainConfig automaticData() {
    TrainConfig given =
        TrainSettings.of(
            "--output=" + folder.resolve("runs"),
            "--run-id=a",
            "--epochs=1",
            "--batch-size=32",
            "--hidden=16",
            "--workers=2",
            "--averaging-frequency=3",
            "--seed=7");
    return new TrainConfig(
        Choices.data(Optional.empty(), folder.resolve("data").toString(), 0),
        given.network(),
        given.averaging(),
        given.training(),
        given.run());
  }

  private Console console() {
    return new Console(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @Test
  void evaluates(SparkSession spark) throws IOException {
    String output = folder.resolve("evaluation").toString();
    new EvaluateJob(spark, console())
        .run(
            new EvaluateConfig(
                model.toString(),
                folder.resolve("data/mnist").toString(),
                LabelledChoice.NONE,
                Optional.of(output),
                false,
                0));

    assertTrue(Files.exists(folder.resolve("evaluation/_SUCCESS")));
    String text = printed.toString(StandardCharsets.UTF_8);
    // As a shell takes it.
    assertTrue(text.contains("Run directory: 'file:" + output.replace("'", "'\\''") + "'"), text);
  }

  @Test
  void predictsAFolderIntoANameWithAColon(SparkSession spark) {
    assertEquals(TEST_DIGITS, predict(spark, folder.resolve("data/mnist"), "out 12:31"));

    assertTrue(Files.exists(folder.resolve("out 12:31/_SUCCESS")));
  }

  @Test
  void predictsPictures(SparkSession spark) throws IOException {
    Path scans = Files.createDirectory(folder.resolve("scans"));
    byte[] pixels = new byte[28 * 28];
    Arrays.fill(pixels, 300, 500, (byte) 255);
    Files.write(scans.resolve("a.png"), Pictures.plain(pixels));

    assertEquals(1, predict(spark, scans, "of pictures"));
  }

  @Test
  void predictsATable(SparkSession spark) {
    Path table = folder.resolve("table");
    Frames.load(spark, folder.resolve("data/mnist").toString(), Split.TEST, 10)
        .select("features")
        .write()
        .parquet(table.toString());

    assertEquals(TEST_DIGITS, predict(spark, table, "of a table"));
  }

  private long predict(SparkSession spark, Path input, String output) {
    return new PredictJob(spark, console())
        .run(
            new PredictConfig(
                model.toString(),
                List.of(input.toString()),
                Split.TEST,
                folder.resolve(output).toString(),
                PredictFormat.JSON,
                false,
                false));
  }
}
