package org.mnistspark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.ScriptProcess.Ended;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.testing.OddNames;

/** A real standalone cluster: a master, two workers, two executors and a driver, on loopback. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class StandaloneScriptIT {
  private static final Path PROC = Path.of("/proc");
  private static final String SECRET = "a-secret-of-this-test";

  @TempDir Path folder;
  private Path scratch;

  @BeforeEach
  void setUp() throws IOException {
    Assumptions.assumeTrue(
        Files.exists(PROC.resolve("self/cmdline")), "needs /proc to look at other processes");
    scratch = Files.createDirectory(folder.resolve(OddNames.CLASS_PATH));
    SyntheticDigits.write(folder.resolve("digits"), 2_000, 500, 7);
  }

  private ScriptProcess train(int epochs) throws IOException {
    return ScriptProcess.start(
        folder,
        Map.of("TMPDIR", scratch.toString(), "MNIST_SPARK_SECRET", SECRET),
        List.of(
            "submit/standalone.sh",
            "--cores",
            "1",
            "--memory=1g",
            "train",
            "--data",
            folder.resolve("digits").toString(),
            "--output",
            folder.resolve("runs").toString(),
            "--run-id",
            "a",
            "--epochs",
            String.valueOf(epochs),
            "--",
            "--driver-memory",
            "1g",
            // JVMs of seconds start sooner so.
            "--conf",
            "spark.driver.extraJavaOptions=-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
            "--conf",
            "spark.executor.extraJavaOptions=-XX:+UseSerialGC -XX:TieredStopAtLevel=1"));
  }

  /** Command lines of the cluster's processes: all of them name the scratch folder or run in it. */
  private List<String> processes() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> all = Files.list(PROC)) {
      for (Path process : (Iterable<Path>) all::iterator) {
        String command = commandLine(process.resolve("cmdline"));
        if (command.contains(scratch.toString()) || runsIn(process, scratch)) {
          found.add(command);
        }
      }
    }
    return found;
  }

  private static boolean runsIn(Path process, Path folder) {
    try {
      return Files.readSymbolicLink(process.resolve("cwd")).startsWith(folder);
    } catch (IOException gone) {
      return false;
    }
  }

  private static String commandLine(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException gone) {
      // Not a process, or one that has just ended.
      return "";
    }
  }

  private static long count(List<String> processes, String name) {
    return processes.stream().filter(command -> command.contains(name)).count();
  }

  private Path settings() throws IOException {
    try (Stream<Path> files = Files.walk(scratch, 3)) {
      return files
          .filter(file -> file.endsWith("conf/spark-defaults.conf"))
          .findFirst()
          .orElseThrow();
    }
  }

  private void assertNothingIsLeft() throws IOException {
    assertEquals(List.of(), processes());
    try (Stream<Path> files = Files.list(scratch)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  void trainsOnTwoWorkerProcessesAndStopsThem() throws IOException, InterruptedException {
    try (ScriptProcess script = train(1)) {
      script.awaitLine("2 workers");

      List<String> running = processes();
      assertEquals(1, count(running, "org.apache.spark.deploy.master.Master"));
      assertEquals(2, count(running, "org.apache.spark.deploy.worker.Worker"));
      assertEquals(2, count(running, "CoarseGrainedExecutorBackend"));
      assertEquals(0, count(running, SECRET), "the secret is in a command line");
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(settings())));
      assertTrue(Files.readString(settings()).contains(SECRET));

      Ended ended = script.end();
      assertEquals(0, ended.code(), ended.all());
      assertTrue(ended.out().contains("Epoch 1/1"), ended.all());
      try (DirectoryStream<Path> shared =
          Files.newDirectoryStream(Path.of("target"), "classes-*.jsa")) {
        assertTrue(shared.iterator().hasNext(), "an archive of the classes, for the next start");
      }
    }
    assertTrue(Files.exists(folder.resolve("runs/a/_SUCCESS")));
    assertNothingIsLeft();
  }

  @Test
  void passesSigtermToTheJobAndStopsTheCluster() throws IOException, InterruptedException {
    try (ScriptProcess script = train(1_000)) {
      script.awaitLine("Epoch 1/1000");

      script.terminate();

      Ended ended = script.end();
      assertEquals(143, ended.code(), ended.all());
    }
    assertFalse(Files.exists(folder.resolve("runs/a/_SUCCESS")));
    try (Stream<Path> checkpoints = Files.list(folder.resolve("runs/a/checkpoints"))) {
      assertTrue(checkpoints.findAny().isPresent(), "expected a checkpoint to resume from");
    }
    assertNothingIsLeft();
  }
}
