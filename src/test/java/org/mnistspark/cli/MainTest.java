package org.mnistspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What needs no Spark session: usage, help, and wrong settings, which are found before one is
 * started.
 */
final class MainTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "train --help",
        "evaluate --help",
        "export --help",
        "data --help",
        "data fetch --help"
      })
  void helpGoesToStdoutAndSucceeds(String arguments) {
    Invocation result = Invocation.of(arguments.split(" "));

    assertEquals(0, result.code());
    assertTrue(result.out().startsWith("Usage: mnist-spark"), result.out());
    assertEquals("", result.err());
  }

  @Test
  void helpOfTrainShowsTheDefaults() {
    String help = Invocation.of("train", "--help").out();

    assertTrue(
        help.replaceAll("\\s+", " ").contains("Passes over the training set. Default: 5"), help);
  }

  @Test
  void versionNamesVersionAndCommit() {
    Invocation result = Invocation.of("--version");

    assertEquals(0, result.code());
    assertTrue(
        result
            .out()
            .matches(
                "mnist-spark \\S+ \\(commit [0-9a-f]{40}.*\\)\\s+|mnist-spark \\S+ \\(commit unknown\\)\\s+"),
        result.out());
  }

  @Test
  void withoutACommandSaysSo() {
    Invocation result = Invocation.of();

    assertEquals(2, result.code());
    assertTrue(result.err().contains("expected a command, found none"), result.err());
    assertEquals("", result.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train --nonsense | Unknown option: '--nonsense'",
        "train --epoch=3 | Unknown option: '--epoch=3'",
        "train extra | Unmatched argument at index 1: 'extra'",
        "nonsense | Unmatched argument at index 0: 'nonsense'",
        "train --epochs=many | Invalid value for option '--epochs': 'many' is not an int",
        "train --epochs=0 | --epochs: expected a number greater than 0, found 0",
        "train --epochs=-1 | --epochs: expected a number greater than 0, found -1",
        "train --batch-size=0 | --batch-size: expected a number greater than 0, found 0",
        "train --learning-rate=0 | --learning-rate: expected a number greater than 0, found 0",
        "train --learning-rate=NaN | --learning-rate: expected a number greater than 0, found NaN",
        "train --l2=-0.5 | --l2: expected 0 or a greater number, found -0.5",
        "train --workers=0 | --workers: expected a number greater than 0, found 0",
        "train --workers=some | --workers: expected a whole number or auto, found some",
        "train --hidden=512,0 | --hidden: expected a number greater than 0, found 0",
        "train --hidden=wide | Invalid value for option '--hidden' (UNITS): 'wide' is not an int",
        "train --activation=swish | Invalid value for option '--activation': expected one of [RELU, LEAKYRELU, TANH, SIGMOID, IDENTITY]",
        "train --updater=lion | Invalid value for option '--updater': expected one of [RMSPROP, ADAM, SGD, NESTEROVS]",
        "train --averaging-frequency=0 | --averaging-frequency: expected a number greater than 0, found 0",
        "train --batch-size=many | --batch-size: expected a whole number or auto, found many",
        "train --outer-momentum=1 | --outer-momentum: expected a number from 0 to below 1, found 1",
        "train --outer-momentum=much | --outer-momentum: expected a number from 0 to below 1 or auto, found much",
        "train --outer-nesterov=maybe | --outer-nesterov: expected true, false or auto, found maybe",
        "train --learning-rate-scaling=cubic | --learning-rate-scaling: expected one of [NONE, SQRT, LINEAR, STEPS] or auto, found cubic",
        "train --learning-rate-schedule=up | --learning-rate-schedule: expected one of [CONSTANT, STEP, EXPONENTIAL, LINEAR, COSINE] or auto, found up",
        "train --warmup-rounds=-1 | --warmup-rounds: expected 0 or a greater number, found -1",
        "train --validation-fraction=1 | --validation-fraction: expected a number from 0 to below 1, found 1",
        "train --early-stopping-patience=2 | --early-stopping-patience: expected a --validation-fraction above 0",
        "train --early-stopping-patience=0 | --early-stopping-patience: expected a number greater than 0, found 0",
        "train --early-stopping-patience=some | --early-stopping-patience: expected a whole number or off, found some",
        "train --checkpoint-every=-1 | --checkpoint-every: expected 0 or a greater number, found -1",
        "train --resume | --resume: expected the --run-id of the run to go on with, found auto",
        "train --resume --overwrite --run-id=a | expected --overwrite or --resume, found both",
        "train --sample-predictions=-1 | --sample-predictions: expected 0 or a greater number, found -1",
        "evaluate --data=x | Missing required option: '--model=URI'",
        "train -q -v | Error: --quiet, --verbose are mutually exclusive (specify only one)",
        "evaluate --model=m --data=d --sample-predictions=-1 | --sample-predictions: expected 0 or a greater number, found -1",
        "predict --model=m --output=o | Missing required option: '--input=URI'",
        "predict --model=m --input=i | Missing required option: '--output=URI'",
        "predict --model=m --input=i --output=o --format=xml | Invalid value for option '--format': expected one of [PARQUET, JSON, CSV]",
        "predict --model=m --input=i --output=o --split=all | Invalid value for option '--split': expected one of [TRAIN, TEST]",
        "predict --model=m --input i j --output=o --format=csv --keep-features | --keep-features: expected --format parquet or json, found csv",
        "export --model=m | Missing required option: '--output=URI'",
        "export --output=o | Missing required option: '--model=URI'",
        "export --model=m --output=o --format=pmml | Invalid value for option '--format': expected one of [ONNX]",
        "evaluate --config=x --model=m --data=d | Unknown option: '--config=x'",
        "data synthesize --output=s3a://b/x | Invalid value for option '--output': expected a path on this machine, found s3a://b/x",
        "data synthesize --output=file: | Invalid value for option '--output': expected file:/ and a path, found file:",
        "data fetch --output=hdfs:///x | Invalid value for option '--output': expected a path on this machine, found hdfs:///x",
        "data describe --data=s3a://b/x | s3a://b/x: expected a file system that this Spark has, found none for s3a, which needs hadoop-aws",
        "data describe --data=foo://b/x | foo://b/x: expected a file system that this Spark has, found none for foo",
        "data describe --data=hdfs:///x | hdfs:/x: expected the name of a host or bucket",
        "data synthesize | Missing required option: '--output=DIR'",
        "data synthesize --output=/tmp/x --train=0 | --train: expected a number greater than 0, found 0",
        "data | data: expected fetch, synthesize or describe, found none",
      })
  void wrongUsageIsOneLineAndExitCode2(String arguments, String message) {
    Invocation result = Invocation.of(arguments.split(" "));

    assertEquals(2, result.code(), result.err());
    assertTrue(result.err().startsWith("mnist-spark: " + message), result.err());
    assertEquals("", result.out());
  }

  @Test
  void aFileUriIsAFolderOfThisMachine() {
    for (String prefix : List.of("", "file:", "file://")) {
      Path at = folder.resolve("a folder" + prefix.length());
      Invocation result =
          Invocation.of(
              "data", "synthesize", "--output", prefix + at, "--train", "10", "--test", "10");
      assertEquals(0, result.code(), result.err());
      assertTrue(Files.exists(at.resolve("dataset.json")), prefix);
    }
  }

  @Test
  void aConfigFileChangesDefaultsAndAFlagWins() throws IOException {
    Path file = Files.writeString(folder.resolve("own.properties"), "epochs = 0\n");

    Invocation fromFile = Invocation.of("train", "--config", file.toString());
    Invocation fromFlag = Invocation.of("train", "--config=" + file, "--epochs", "-7");

    assertTrue(
        fromFile.err().contains("--epochs: expected a number greater than 0, found 0"),
        fromFile.err());
    assertTrue(
        fromFlag.err().contains("--epochs: expected a number greater than 0, found -7"),
        fromFlag.err());
  }

  @Test
  void anUnknownKeyInAConfigFileIsAnError() throws IOException {
    Path file = Files.writeString(folder.resolve("own.properties"), "epoch = 3\n");

    Invocation result = Invocation.of("train", "--config", file.toString());

    assertEquals(2, result.code());
    assertTrue(result.err().contains("expected one of the keys"), result.err());
    assertTrue(result.err().contains("found epoch"), result.err());
  }

  @Test
  void aConfigFileWithoutEndIsNotReadToItsEnd() throws IOException {
    Path file = Files.writeString(folder.resolve("own.properties"), "#".repeat(70_000));

    Invocation result = Invocation.of("train", "--config", file.toString());

    assertEquals(2, result.code());
    assertTrue(result.err().contains("more than 65536 bytes"), result.err());
  }

  @Test
  void whatAFileSaysCannotMoveTheCursor() throws IOException {
    Path file =
        Files.writeString(folder.resolve("own.properties"), "\\u001b[2J" + "x".repeat(9_000));

    String message = Invocation.of("train", "--config", file.toString()).err();

    assertTrue(message.contains("found ?[2Jxxx"), message);
    assertTrue(message.length() < 2_100, message);
  }

  @Test
  void aMissingConfigFileIsAnError() {
    Invocation result =
        Invocation.of("train", "--config", folder.resolve("none.properties").toString());

    assertEquals(2, result.code());
    assertTrue(
        result.err().contains("--config: expected a readable properties file"), result.err());
  }

  @Test
  void describesNothingOfAFolderThatIsMissing() {
    Invocation result =
        Invocation.of("data", "describe", "--data", folder.resolve("none").toString());

    assertEquals(3, result.code());
    assertEquals(1, result.err().lines().count(), result.err());
  }
}
