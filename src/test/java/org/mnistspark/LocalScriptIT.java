package org.mnistspark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.ScriptProcess.Ended;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.testing.OddNames;

/**
 * The README's first command as a process of its own, on the packaged jar and the assembled Spark.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class LocalScriptIT {
  @TempDir Path folder;
  private Path odd;

  /** A folder with the built project, whose name has any character that a class path can have. */
  @BeforeEach
  void linkProject() throws IOException {
    odd = Files.createDirectory(folder.resolve(OddNames.CLASS_PATH + ",#"));
    Path built = Files.createDirectories(odd.resolve("target/spark/jars")).getParent();
    for (String name : List.of("submit", "conf", "target/spark/bin")) {
      FileUtils.copyDirectory(new File(name), odd.resolve(name).toFile());
    }
    for (String name : List.of("src", "pom.xml")) {
      Files.createSymbolicLink(odd.resolve(name), Path.of(name).toAbsolutePath());
    }
    link(Path.of("target/spark/jars"), "*.jar", built.resolve("jars"));
    link(Path.of("target"), "*-job.jar", odd.resolve("target"));
  }

  /** JUnit would warn of links that lead elsewhere. */
  @AfterEach
  void removeProject() throws IOException {
    FileUtils.deleteDirectory(odd.toFile());
  }

  private static void link(Path from, String glob, Path to) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(from, glob)) {
      for (Path file : files) {
        Files.createSymbolicLink(to.resolve(file.getFileName()), file.toAbsolutePath());
      }
    }
  }

  private Ended run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(odd.resolve("submit/local.sh").toString()));
    command.addAll(List.of(arguments));
    return ScriptProcess.run(folder, Map.of(), command.toArray(String[]::new));
  }

  @Test
  void trainsAndEvaluates() throws IOException, InterruptedException {
    Path data = odd.resolve("digits");
    SyntheticDigits.write(data, 2_000, 500, 7);
    Path runs = odd.resolve("runs");

    Ended train =
        run(
            "train",
            "--data",
            data.toString(),
            "--output",
            runs.toString(),
            "--run-id",
            "a",
            "--epochs",
            "2");

    assertEquals(0, train.code(), train.out() + train.err());
    assertTrue(Files.exists(runs.resolve("a/_SUCCESS")), train.out());
    assertTrue(train.out().contains("Epoch 2/2"), train.out());
    assertFalse(train.err().contains("Exception"), train.err());
    assertFalse(train.out().contains("\r") || train.out().contains("\u001b"), train.out());
    String result = train.out().lines().reduce((before, line) -> line).orElseThrow();
    assertTrue(result.startsWith("RESULT {\"run_id\":\"a\",\"status\":\"succeeded\""), result);

    Ended evaluate =
        run(
            "evaluate",
            "--model",
            runs.resolve("a/model.zip").toString(),
            "--data",
            data.toString());

    assertEquals(0, evaluate.code(), evaluate.out() + evaluate.err());
    String metrics =
        train
            .out()
            .lines()
            .filter(line -> line.startsWith("Test accuracy"))
            .findFirst()
            .orElseThrow();
    assertTrue(evaluate.out().contains(metrics), evaluate.out());
  }

  @Test
  void optionsAloneMeanTrain() throws IOException, InterruptedException {
    Ended ended = run("--epochs", "0");

    assertEquals(2, ended.code(), ended.err());
    assertTrue(
        ended.err().contains("--epochs: expected a number greater than 0, found 0"), ended.err());
  }
}
