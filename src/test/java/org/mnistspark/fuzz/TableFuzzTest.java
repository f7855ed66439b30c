package org.mnistspark.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.failure.JobException;
import org.mnistspark.spark.labelled.FeatureStatistics;
import org.mnistspark.spark.labelled.LabelledChoice;
import org.mnistspark.spark.labelled.LabelledData;
import org.mnistspark.spark.labelled.LabelledFiles;
import org.mnistspark.spark.session.UnreadableFileException;
import org.mnistspark.testing.LocalSpark;

/**
 * Damaged tables of every format: each is read to its end, or refused in one line by whoever finds
 * the damage, the job or a reader of Spark's.
 */
@Tag("spark")
@ExtendWith(LocalSpark.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TableFuzzTest {
  private static final int CASES = 8;
  private static final String PICTURES = "pictures";
  private static final List<String> FORMATS =
      List.of("csv", "json", "parquet", "orc", "avro", "libsvm", PICTURES);

  @TempDir private Path home;

  private static Dataset<Row> table(SparkSession spark) {
    StructType schema =
        new StructType()
            .add("a", DataTypes.DoubleType)
            .add("b", DataTypes.DoubleType)
            .add("label", DataTypes.IntegerType);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      rows.add(RowFactory.create(i * 0.5, -1.0 * i, i % 3));
    }
    return spark.createDataFrame(rows, schema).coalesce(1);
  }

  /** Pictures as Hugging Face's data sets have them. */
  private static Dataset<Row> pictures(SparkSession spark) throws IOException {
    StructType image =
        new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType);
    StructType schema = new StructType().add("image", image).add("label", DataTypes.LongType);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
      picture.getRaster().setSample(i % 8, i / 8, 0, 255);
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(picture, "png", png);
      rows.add(RowFactory.create(RowFactory.create(png.toByteArray(), null), (long) (i % 2)));
    }
    return spark.createDataFrame(rows, schema).coalesce(1);
  }

  private byte[] written(SparkSession spark, String format) throws IOException {
    Path folder = home.resolve("written " + format);
    if (format.equals("libsvm")) {
      return "0 1:0.5 3:2\n1 2:1e3\n2 1:-4 2:1\n".repeat(10).getBytes(StandardCharsets.UTF_8);
    }
    boolean pictures = format.equals(PICTURES);
    (pictures ? pictures(spark) : table(spark))
        .write()
        .option("header", true)
        .format(pictures ? "parquet" : format)
        .save(folder.toString());
    try (Stream<Path> files = Files.list(folder)) {
      return Files.readAllBytes(
          files.filter(file -> file.getFileName().toString().startsWith("part")).findAny().get());
    }
  }

  private void open(SparkSession spark, Path file) {
    LabelledFiles files =
        LabelledFiles.of(spark.sessionState().newHadoopConf(), file.toUri().toString());
    LabelledData data = LabelledData.open(spark, files, Optional.empty(), LabelledChoice.NONE);
    FeatureStatistics.of(data.train().frame(), data.signature().inputs());
  }

  @Test
  void damagedTablesAreOpenedOrRefused(SparkSession spark) throws IOException {
    Random random = new Random(17);
    int refused = 0;
    for (String format : FORMATS) {
      byte[] sound = written(spark, format);
      Path file = home.resolve("table-" + format);
      Files.write(file, sound);
      open(spark, file);
      for (int i = 0; i < CASES; i++) {
        byte[] damaged = Mutations.bytes(sound, List.of(sound), random);
        Files.write(file, damaged);
        refused += refuses(spark, file, format + ", case " + i) ? 1 : 0;
      }
    }
    assertTrue(refused > 0 && refused < FORMATS.size() * CASES, "refused " + refused);
  }

  private boolean refuses(SparkSession spark, Path file, String what) {
    try {
      open(spark, file);
      return false;
    } catch (Exception e) {
      JobException refusal =
          JobException.in(e)
              .or(() -> UnreadableFileException.within(e))
              .orElseThrow(() -> new AssertionError(what, e));
      String message = refusal.getMessage();
      assertEquals(1, message.lines().count(), what + ": " + message);
      assertTrue(
          message.contains("expected ") && message.contains("found "), what + ": " + message);
      return true;
    }
  }
}
