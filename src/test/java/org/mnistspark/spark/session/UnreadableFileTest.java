package org.mnistspark.spark.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.spark.SparkException;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mnistspark.failure.ExitCode;
import org.mnistspark.testing.LocalSpark;

@Tag("spark")
@ExtendWith(LocalSpark.class)
final class UnreadableFileTest {
  @ParameterizedTest
  @ValueSource(strings = {"parquet", "orc"})
  void namesTheFileWhosePagesAreDamaged(String format, SparkSession spark, @TempDir Path home)
      throws IOException {
    Path folder = home.resolve("table");
    spark
        .range(50_000)
        .selectExpr("rand(7) as x")
        .coalesce(1)
        .write()
        .format(format)
        .save(folder.toString());
    Path file;
    try (Stream<Path> files = Files.list(folder)) {
      file = files.filter(path -> path.toString().endsWith("." + format)).findAny().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 200, bytes.length / 2, (byte) 0xA7);
    Files.write(file, bytes);
    Files.delete(folder.resolve("." + file.getFileName() + ".crc"));

    Exception failure =
        assertThrows(
            Exception.class,
            () ->
                spark.read().format(format).load(folder.toString()).selectExpr("sum(x)").collect());
    UnreadableFileException found =
        UnreadableFileException.within(failure).orElseThrow(() -> new AssertionError(failure));

    assertEquals(ExitCode.DATA, found.exitCode());
    assertTrue(
        found
            .getMessage()
            .startsWith(
                file.toUri().toString().replaceFirst("^file:/+", "file:///")
                    + ": expected a file that can be read to its end, found "),
        found.getMessage());
    assertEquals(1, found.getMessage().lines().count());
  }

  @Test
  void leavesAloneWhatTheNetworkDid() {
    SparkException failure =
        new SparkException(
            "Encountered error while reading file hdfs://host/a.parquet. Details:",
            new IOException("call failed", new ConnectException("refused")));

    assertTrue(UnreadableFileException.within(failure).isEmpty());
    assertTrue(UnreadableFileException.within(new SparkException("no file")).isEmpty());
  }
}
