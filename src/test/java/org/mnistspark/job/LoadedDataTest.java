package org.mnistspark.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.data.DataException;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.failure.Causes;
import org.mnistspark.report.Console;
import org.mnistspark.spark.source.IdxFixture;
import org.mnistspark.testing.LocalSpark;

@Tag("spark")
@ExtendWith(LocalSpark.class)
final class LoadedDataTest {
  @TempDir private static Path folder;

  @BeforeAll
  static void draw() throws IOException {
    SyntheticDigits.write(folder.resolve("digits"), 200, 100, 3);
    SyntheticDigits.write(folder.resolve("damaged"), 200, 100, 3);
    Path images = folder.resolve("damaged/train-images-idx3-ubyte");
    byte[] content = IdxFixture.gzip(Files.readAllBytes(images));
    // Without the checksum at its end.
    Files.write(images, Arrays.copyOf(content, content.length - 4));
  }

  private static DataConfig config(String data, double validationFraction) {
    return Choices.data(Optional.of(data), "data", validationFraction);
  }

  private static LoadedData load(SparkSession spark, DataConfig config) throws IOException {
    return LoadedData.load(
        spark,
        config,
        7,
        Optional.empty(),
        new Console(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)));
  }

  private static Set<Integer> kept(SparkSession spark) {
    return Set.copyOf(new JavaSparkContext(spark.sparkContext()).getPersistentRDDs().keySet());
  }

  @Test
  void keepsNothingWhenTheHeldOutExamplesAreDamaged(SparkSession spark) {
    Set<Integer> before = kept(spark);
    DataConfig config = config(folder.resolve("damaged").toString(), 0.2);

    Throwable failure =
        assertThrows(
            Throwable.class,
            () -> {
              try (LoadedData data = load(spark, config)) {
                data.awaitRead();
              }
            });

    String message = Causes.first(failure, DataException.class).orElseThrow().getMessage();
    assertTrue(message.contains("expected an intact gzip stream"), message);
    assertEquals(before, kept(spark));
  }

  @Test
  void keepsBothSetsUntilItIsClosed(SparkSession spark) throws IOException {
    Set<Integer> before = kept(spark);
    try (LoadedData data = load(spark, config(folder.resolve("digits").toString(), 0.2))) {
      data.awaitRead();
      assertEquals(40, data.validationCount());
      assertEquals(before.size() + 2, kept(spark).size());
    }
    assertEquals(before, kept(spark));
  }

  @Test
  void filesAreHashedWhileTheyAreRead(SparkSession spark) throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Meeting.caller = Thread.currentThread();
    hadoop.setClass("fs.meeting.impl", Meeting.class, RawLocalFileSystem.class);
    try (LoadedData data = load(spark, config("meeting://" + folder.resolve("digits"), 0))) {
      assertEquals(4, data.digest().sha256().size());
    } finally {
      hadoop.unset("fs.meeting.impl");
    }
  }

  /** Lets tasks read only when the driver hashes, and the driver hash only when tasks read. */
  public static final class Meeting extends RawLocalFileSystem {
    private static final CountDownLatch READING = new CountDownLatch(1);
    private static final CountDownLatch HASHING = new CountDownLatch(1);

    /** Reads headers. */
    private static volatile Thread caller;

    @Override
    public URI getUri() {
      return URI.create("meeting:///");
    }

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path path, int buffer) throws IOException {
      if (TaskContext.get() != null) {
        READING.countDown();
        await(HASHING, "the driver to hash");
      } else if (Thread.currentThread() != caller) {
        HASHING.countDown();
        await(READING, "tasks to read");
      }
      return super.open(path, buffer);
    }

    private static void await(CountDownLatch latch, String what) throws IOException {
      try {
        if (!latch.await(20, TimeUnit.SECONDS)) {
          throw new IOException("expected " + what + " at the same time, found that it does not");
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }
}
