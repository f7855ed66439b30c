package org.mnistspark.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.cli.TrainSettings;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.report.Console;
import org.mnistspark.testing.LocalSpark;
import org.mnistspark.testing.Trained;

/** A training whose tracking server is away. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class MlflowAwayTest {
  @TempDir private static Path folder;

  private static List<String> printed(SparkSession spark, String runId, String... more)
      throws IOException {
    Stream<String> options =
        Stream.of(
            "--data=" + folder.resolve("digits").toUri(),
            "--output=" + folder.resolve("runs").toUri(),
            "--run-id=" + runId,
            "--epochs=3",
            "--hidden=16",
            "--workers=2");
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Console console = new Console(new PrintStream(printed, true, StandardCharsets.UTF_8));
    TrainConfig config =
        TrainSettings.of(Stream.concat(options, Stream.of(more)).toArray(String[]::new));
    new TrainJob(spark, console).run(config, () -> false);
    return printed
        .toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains("MLflow"))
        .toList();
  }

  @Test
  void aTrackingServerThatIsAwayChangesNothingButForOneLine(SparkSession spark) throws IOException {
    SyntheticDigits.write(folder.resolve("digits"), 400, 100, 3);
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertEquals(List.of(), printed(spark, "untracked"));

    assertEquals(
        List.of(
            "WARNING: MLflow at http://127.0.0.1:"
                + port
                + ": no server; the run does not depend on it, and its directory has everything"),
        printed(spark, "tracked", "--mlflow-tracking-uri=http://user:s3cret@127.0.0.1:" + port));

    Path runs = folder.resolve("runs");
    assertEquals(
        Trained.of(runs.resolve("untracked").toUri()), Trained.of(runs.resolve("tracked").toUri()));
  }
}
