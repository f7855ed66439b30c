package org.mnistspark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.ScriptProcess.Ended;
import org.mnistspark.data.SyntheticDigits;

/**
 * The README's first command as a process of its own, on the packaged jar and the assembled Spark.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class LocalScriptIT {
  @TempDir Path folder;

  private Ended run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("submit/local.sh"));
    command.addAll(List.of(arguments));
    return ScriptProcess.run(folder, Map.of(), command.toArray(String[]::new));
  }

  @Test
  void trainsAndEvaluates() throws IOException, InterruptedException {
    Path data = folder.resolve("digits");
    SyntheticDigits.write(data, 2_000, 500, 7);
    Path runs = folder.resolve("runs");

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
