package org.mnistspark.job;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.cli.TrainSettings;
import org.mnistspark.data.ArrayHeader;
import org.mnistspark.data.ElementType;
import org.mnistspark.data.IdxWriter;
import org.mnistspark.report.Console;
import org.mnistspark.testing.LocalSpark;

/** The files are decoded once per run, whatever the number of epochs. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class IdxReadOnceTest {
  private static final String SETTING = "fs." + CountingFileSystem.SCHEME + ".impl";
  private static final int EPOCHS = 3;

  /** What those have in their buffers who read no more than a header. */
  private static final long HEADERS = 4 * 64 * 1024;

  @Test
  void everyFileIsDecodedOnceAndHashedOnce(SparkSession spark, @TempDir Path folder)
      throws IOException {
    write(folder, "train", 2000);
    write(folder, "t10k", 1000);
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    hadoop.set(SETTING, CountingFileSystem.class.getName());
    try {
      new TrainJob(spark, new Console(silent())).run(config(folder), () -> false);
    } finally {
      hadoop.unset(SETTING);
    }

    assertReadTwice(folder, "train-images-idx3-ubyte");
    assertReadTwice(folder, "t10k-images-idx3-ubyte");
  }

  private static void write(Path folder, String split, int images) throws IOException {
    SplittableRandom random = new SplittableRandom(images);
    Path digits = Files.createDirectories(folder.resolve("digits"));
    try (IdxWriter pictures =
            new IdxWriter(
                Files.newOutputStream(digits.resolve(split + "-images-idx3-ubyte")),
                ArrayHeader.of(ElementType.UNSIGNED_BYTE, images, 28, 28));
        IdxWriter labels =
            new IdxWriter(
                Files.newOutputStream(digits.resolve(split + "-labels-idx1-ubyte")),
                ArrayHeader.of(ElementType.UNSIGNED_BYTE, images))) {
      byte[] pixels = new byte[28 * 28];
      for (int i = 0; i < images; i++) {
        random.nextBytes(pixels);
        pictures.write(pixels);
        labels.write(new byte[] {(byte) (i % 10)});
      }
    }
  }

  private static void assertReadTwice(Path folder, String name) throws IOException {
    long size = Files.size(folder.resolve("digits").resolve(name));
    long read = CountingFileSystem.bytes(name);
    String found = name + " of " + size + " bytes: read " + read;
    assertTrue(read >= 2 * size, found);
    assertTrue(read <= 2 * size + HEADERS, found);
  }

  private static PrintStream silent() {
    return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }

  private static TrainConfig config(Path folder) {
    return TrainSettings.of(
        "--data=" + CountingFileSystem.SCHEME + "://" + folder.resolve("digits"),
        "--output=" + folder.resolve("runs").toUri(),
        "--run-id=run",
        "--epochs=" + EPOCHS,
        "--batch-size=32",
        "--hidden=16",
        "--workers=2",
        "--averaging-frequency=3",
        "--seed=7");
  }
}
