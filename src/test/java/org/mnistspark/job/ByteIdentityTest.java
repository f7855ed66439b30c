package org.mnistspark.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.mnistspark.spark.source.Frames;
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
    reference = runs(plain.toUri()).train(spark, "reference");
    assertEquals(2, partitions(spark, plain.toUri()));
  }

  private static int partitions(SparkSession spark, URI data) {
    return Frames.load(spark, data.toString(), Split.TRAIN, 10).javaRDD().getNumPartitions();
  }

  private static SmallRuns runs(URI data) {
    return SmallRuns.of(data, folder.resolve("runs").toUri());
  }

  private static void gzip(Path from, Path to) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(to))) {
      Files.copy(from, out);
    }
  }

  @Test
  void twoRunsAreAlike(SparkSession spark) throws IOException {
    assertEquals(reference, runs(plain.toUri()).train(spark, "again"));
  }

  @Test
  void anotherSeedGivesAnotherModel(SparkSession spark) throws IOException {
    Trained other = runs(plain.toUri()).withSeed(8).train(spark, "seed");

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
    assertEquals(reference, runs(zipped.toUri()).train(spark, "zipped"));
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

    SmallRuns runs = SmallRuns.of(data, HDFS.uri().resolve("/runs"));
    assertEquals(reference, runs.train(spark, "hdfs"));
    assertTrue(hdfs.exists(new org.apache.hadoop.fs.Path("/runs/hdfs/_SUCCESS")));
  }
}
