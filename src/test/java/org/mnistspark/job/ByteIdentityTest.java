package org.mnistspark.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.data.MnistFiles;
import org.mnistspark.data.MnistFiles.Published;
import org.mnistspark.data.Split;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.dl4j.HiddenActivation;
import org.mnistspark.dl4j.UpdaterChoice;
import org.mnistspark.report.Console;
import org.mnistspark.spark.Frames;
import org.mnistspark.testing.LocalSpark;
import org.mnistspark.testing.MiniHdfs;
import org.mnistspark.testing.Trained;

/** The same digits give the same bytes of model and history, wherever and however they are kept. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class ByteIdentityTest {
  @RegisterExtension static final MiniHdfs HDFS = new MiniHdfs(1);

  /** Enough for the data source to cut the training set in two. */
  private static final int DIGITS = 2_300;

  @TempDir static Path folder;
  private static Path plain;
  private static Trained reference;

  @BeforeAll
  static void trainOnPlainFiles(SparkSession spark) throws IOException {
    plain = folder.resolve("plain");
    SyntheticDigits.write(plain, DIGITS, 200, 5);
    reference = train(spark, plain.toUri(), "reference");
    assertEquals(2, partitions(spark, plain.toUri()));
  }

  private static int partitions(SparkSession spark, URI data) {
    return Frames.load(spark, data.toString(), Split.TRAIN, LoadedData.CLASSES)
        .javaRDD()
        .getNumPartitions();
  }

  private static Trained train(SparkSession spark, URI data, String runId) throws IOException {
    return train(spark, data, folder.toUri().resolve("runs"), runId, 7);
  }

  private static Trained train(SparkSession spark, URI data, URI runs, String runId, long seed)
      throws IOException {
    PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    new TrainJob(spark, new Console(silent)).run(config(data, runs, runId, seed), () -> false);
    return Trained.of(URI.create(runs + "/" + runId));
  }

  private static TrainConfig config(URI data, URI runs, String runId, long seed) {
    return new TrainConfig(
        Optional.of(data.toString()),
        "data",
        runs.toString(),
        Optional.of(runId),
        ExistingRun.REFUSE,
        2,
        OptionalInt.of(32),
        List.of(16),
        HiddenActivation.RELU,
        UpdaterChoice.RMSPROP,
        0.003,
        0,
        // Neither the partitions nor the tasks are as many.
        OptionalInt.of(3),
        TrainingMasterChoice.AVERAGING,
        OptionalInt.of(3),
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        0,
        OptionalInt.empty(),
        seed,
        5,
        1);
  }

  private static void gzip(Path from, Path to) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(to))) {
      Files.copy(from, out);
    }
  }

  @Test
  void twoRunsAreAlike(SparkSession spark) throws IOException {
    assertEquals(reference, train(spark, plain.toUri(), "again"));
  }

  @Test
  void anotherSeedGivesAnotherModel(SparkSession spark) throws IOException {
    Trained other = train(spark, plain.toUri(), folder.toUri().resolve("runs"), "seed", 8);

    assertNotEquals(reference.model(), other.model());
    assertNotEquals(reference.history(), other.history());
  }

  @Test
  void gzipFilesReadInOnePieceGiveTheSame(SparkSession spark) throws IOException {
    Path zipped = Files.createDirectory(folder.resolve("zipped"));
    for (Published file : MnistFiles.ALL) {
      gzip(plain.resolve(file.name()), zipped.resolve(file.name() + ".gz"));
    }

    assertEquals(1, partitions(spark, zipped.toUri()));
    assertEquals(reference, train(spark, zipped.toUri(), "zipped"));
  }

  @Test
  void hdfsGivesTheSame(SparkSession spark) throws IOException {
    URI data = HDFS.uri().resolve("/digits");
    FileSystem hdfs = HDFS.fileSystem();
    for (Published file : MnistFiles.ALL) {
      // Many blocks, and images that begin in one and end in the next.
      try (OutputStream out =
          hdfs.create(
              new org.apache.hadoop.fs.Path(data + "/" + file.name()),
              true,
              4096,
              (short) 1,
              102_400)) {
        Files.copy(plain.resolve(file.name()), out);
      }
    }

    assertEquals(reference, train(spark, data, HDFS.uri().resolve("/runs"), "hdfs", 7));
    assertTrue(hdfs.exists(new org.apache.hadoop.fs.Path("/runs/hdfs/_SUCCESS")));
  }
}
