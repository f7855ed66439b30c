package org.mnistspark.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipOutputStream;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.testing.LocalSpark;
import org.mnistspark.testing.Trained;

/** The same digits in any format make the same model, to the bit. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class FormatsTest {
  @TempDir private static Path home;

  private static DigitFormats train;
  private static DigitFormats test;
  private static Trained reference;

  @BeforeAll
  static void draw(SparkSession spark) throws IOException {
    Path digits = home.resolve("idx");
    SyntheticDigits.write(digits, 300, 100, 11);
    train = DigitFormats.of(digits, "train", "train");
    test = DigitFormats.of(digits, "test", "t10k");
    reference = trained(spark, "idx");
  }

  private static Trained trained(SparkSession spark, String folder) throws IOException {
    return SmallRuns.of(home.resolve(folder).toUri(), home.resolve("runs").toUri())
        .train(spark, folder.replaceAll("\\W", "-"));
  }

  private static void assertTheSame(SparkSession spark, String folder) throws IOException {
    assertEquals(reference, trained(spark, folder));
  }

  private static Path folder(String name) throws IOException {
    return Files.createDirectories(home.resolve(name));
  }

  @Test
  void npz(SparkSession spark) throws IOException {
    try (ZipOutputStream zip =
        new ZipOutputStream(Files.newOutputStream(folder("npz").resolve("mnist.npz")))) {
      test.npz(zip);
      train.npz(zip);
    }

    assertTheSame(spark, "npz");
    assertTheSame(spark, "npz/mnist.npz");
  }

  @Test
  void csv(SparkSession spark) throws IOException {
    train.csv(folder("csv").resolve("mnist_train.csv.gz"));
    test.csv(folder("csv").resolve("mnist_test.csv.gz"));

    assertTheSame(spark, "csv");
  }

  @Test
  void columnsAndArrays(SparkSession spark) throws IOException {
    for (String format : List.of("csv", "parquet", "orc", "json", "avro")) {
      boolean wide = format.equals("csv") || format.equals("orc");
      for (DigitFormats set : List.of(train, test)) {
        (wide ? set.wide(spark) : set.arrays(spark))
            .write()
            .mode(SaveMode.Overwrite)
            .option("header", true)
            .format(format)
            .save(home.resolve("as-" + format).resolve(set.split()).toString());
      }

      assertTheSame(spark, "as-" + format);
    }
  }

  @Test
  void picturesInParquet(SparkSession spark) throws IOException {
    train.pictures(spark).write().parquet(home.resolve("hf/train").toString());
    test.pictures(spark).write().parquet(home.resolve("hf/test").toString());

    assertTheSame(spark, "hf");
  }

  @Test
  void foldersOfPictures(SparkSession spark) throws IOException {
    train.folders(home.resolve("png"));
    test.folders(home.resolve("png"));

    Trained run = trained(spark, "png");

    // In another order, by class, and so not to the bit.
    assertEquals(reference.history().size(), run.history().size());
    String metrics = Files.readString(home.resolve("runs/png/metrics.json"));
    assertTrue(metrics.contains("digit 7"), metrics);
    String record = Files.readString(home.resolve("runs/png/run.json"));
    assertTrue(record.contains("\"400 files\""), record);
  }
}
