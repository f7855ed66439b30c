package org.mnistspark.spark.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.mnistspark.spark.source.IdxFixture.cut;
import static org.mnistspark.spark.source.IdxFixture.gzip;
import static org.mnistspark.spark.source.IdxFixture.images;
import static org.mnistspark.spark.source.IdxFixture.labels;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.data.Split;
import org.mnistspark.spark.session.Sessions;
import org.mnistspark.testing.LocalSpark;
import org.mnistspark.testing.RealMnist;

@Tag("spark")
@ExtendWith(LocalSpark.class)
final class FramesTest {
  private final Configuration conf = new Configuration();

  @TempDir Path folder;

  @Test
  void takesTheSessionThatExists(SparkSession spark) {
    assertSame(spark, Sessions.create("another", Map.of("spark.sql.shuffle.partitions", "99")));
    assertEquals("2", spark.conf().get("spark.sql.shuffle.partitions"));
  }

  @Test
  void summarizesWithoutReadingImages(SparkSession spark) {
    String uri = IdxFixture.folder(folder, cut(gzip(images(500)), 30), labels(500));
    Frames.Summary expected = new Frames.Summary(500, List.of(2, 3), "uint8", List.of(0, 1, 2, 3));
    assertEquals(expected, Frames.summarize(conf, uri, Split.TRAIN, 4));
    assertEquals(expected, Frames.summarize(spark, uri, Split.TRAIN, 4));
  }

  @Test
  void summarizesFewerItemsThanAskedFor() {
    String plain = IdxFixture.folder(folder, images(2), labels(2));
    assertEquals(List.of(0, 1), Frames.summarize(conf, plain, Split.TRAIN, 10).firstLabels());
    assertEquals(List.of(), Frames.summarize(conf, plain, Split.TRAIN, 0).firstLabels());
  }

  @Test
  void summarizesRealMnist() {
    String uri = RealMnist.folder().toString();
    assertEquals(
        new Frames.Summary(60_000, List.of(28, 28), "uint8", List.of(5, 0, 4, 1, 9, 2, 1, 3, 1, 4)),
        Frames.summarize(conf, uri, Split.TRAIN, 10));
    assertEquals(
        new Frames.Summary(10_000, List.of(28, 28), "uint8", List.of(7, 2, 1, 0, 4, 1, 4, 9, 5, 9)),
        Frames.summarize(conf, uri, Split.TEST, 10));
  }

  @Test
  void loadsRealMnist(SparkSession spark) throws IOException {
    String gzip = RealMnist.folder().toString();
    String plain = inflated(RealMnist.folder());
    for (Split split : Split.values()) {
      Dataset<Row> parallel = Frames.load(spark, plain, split, 10);
      assertEquals(2, parallel.queryExecution().toRdd().getNumPartitions());
      assertEquals(totals(Frames.load(spark, gzip, split, 10)), totals(parallel));
    }
    Totals test = totals(Frames.load(spark, gzip, Split.TEST, 10));
    assertEquals(10_000, test.rows());
    assertEquals(10_000 * 784, test.values());
    // The test set has 980 zeros.
    assertEquals(980, test.zeros());
  }

  /** Sums over all rows, whatever their order. */
  private record Totals(long rows, long values, long zeros, long hash) {}

  private static Totals totals(Dataset<Row> frame) {
    // Kryo makes no records.
    long[] sums =
        frame
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .map(FramesTest::summands)
            .reduce(FramesTest::sum);
    return new Totals(sums[0], sums[1], sums[2], sums[3]);
  }

  private static long[] summands(InternalRow row) {
    float[] features = row.getArray(1).toFloatArray();
    float[] label = row.getArray(2).toFloatArray();
    long hash = 31L * Arrays.hashCode(features) + Arrays.hashCode(label);
    return new long[] {1, features.length, (long) label[0], (1 + row.getLong(0)) * hash};
  }

  private static long[] sum(long[] one, long[] other) {
    return IntStream.range(0, one.length).mapToLong(i -> one[i] + other[i]).toArray();
  }

  private String inflated(Path from) throws IOException {
    try (var files = Files.newDirectoryStream(from, "*.gz")) {
      for (Path file : files) {
        String name = file.getFileName().toString().replace(".gz", "");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file));
            OutputStream out = Files.newOutputStream(folder.resolve(name))) {
          in.transferTo(out);
        }
      }
    }
    return folder.toUri().toString();
  }
}
