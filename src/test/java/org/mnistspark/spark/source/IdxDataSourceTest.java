package org.mnistspark.spark.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mnistspark.spark.source.IdxFixture.cut;
import static org.mnistspark.spark.source.IdxFixture.extended;
import static org.mnistspark.spark.source.IdxFixture.gzip;
import static org.mnistspark.spark.source.IdxFixture.images;
import static org.mnistspark.spark.source.IdxFixture.labels;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.Statistics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.data.DataException;
import org.mnistspark.failure.Causes;
import org.mnistspark.testing.LocalSpark;

@Tag("spark")
@ExtendWith(LocalSpark.class)
final class IdxDataSourceTest {
  @TempDir Path folder;

  private SparkSession spark;

  @BeforeEach
  void takeSession(SparkSession session) {
    spark = session;
  }

  private Dataset<Row> load(String uri, Map<String, String> options) {
    return spark.read().format("idx").options(options).load(uri);
  }

  private Dataset<Row> load(String uri) {
    return load(uri, Map.of());
  }

  private static List<String> rows(Dataset<Row> frame) {
    return frame.collectAsList().stream().map(Row::toString).toList();
  }

  private static int partitions(Dataset<Row> frame) {
    return frame.queryExecution().toRdd().getNumPartitions();
  }

  private String rejected(Dataset<Row> frame) {
    SparkException e = assertThrows(SparkException.class, frame::collectAsList);
    return message(
        Causes.first(e, DataException.class).orElseThrow(() -> new AssertionError("no cause", e)));
  }

  private String message(DataException e) {
    return e.getMessage().replace("file:" + folder, "F");
  }

  @Test
  void readsEveryItemInOrder() {
    List<Row> rows = load(IdxFixture.folder(folder, images(25), labels(25))).collectAsList();
    assertEquals(25, rows.size());
    for (int i = 0; i < 25; i++) {
      Row row = rows.get(i);
      List<Float> features = new ArrayList<>();
      List<Float> label = new ArrayList<>();
      for (int k = i; k < i + 6; k++) {
        features.add(k / 255f);
      }
      for (int c = 0; c < 10; c++) {
        label.add(c == i % 10 ? 1f : 0f);
      }
      assertEquals(i, row.getLong(0));
      assertEquals(features, row.getList(1));
      assertEquals(label, row.getList(2));
    }
  }

  @Test
  void hasASchemaWithoutNulls() {
    assertEquals(
        "`index` BIGINT NOT NULL,features ARRAY<FLOAT> NOT NULL,label ARRAY<FLOAT> NOT NULL"
            .replace("`", ""),
        load(IdxFixture.folder(folder, images(1), labels(1))).schema().toDDL());
    assertEquals(IdxColumn.schema(true), load(folder.toUri().toString()).schema());
  }

  @Test
  void readsGzipAsPlain() {
    String plain = IdxFixture.folder(folder.resolve("plain"), images(25), labels(25));
    String gzip = IdxFixture.gzipFolder(folder.resolve("gzip"), gzip(images(25)), gzip(labels(25)));
    String mixed = IdxFixture.folder(folder.resolve("mixed"), gzip(images(25)), labels(25));
    assertEquals(rows(load(plain)), rows(load(gzip)));
    assertEquals(rows(load(plain)), rows(load(mixed)));
  }

  @Test
  void readsTheDottedNames() {
    String dashed = IdxFixture.folder(folder.resolve("dashed"), images(3), labels(3));
    String dotted =
        IdxFixture.folder(
            folder.resolve("dotted"),
            "train-images.idx3-ubyte",
            images(3),
            "train-labels.idx1-ubyte.gz",
            gzip(labels(3)));
    assertEquals(rows(load(dashed)), rows(load(dotted)));
  }

  @Test
  void readsTheTestSplit() {
    String uri =
        IdxFixture.folder(
            folder, "t10k-images-idx3-ubyte", images(4), "t10k-labels-idx1-ubyte", labels(4));
    assertEquals(4, rows(load(uri, Map.of("split", "test"))).size());
  }

  @Test
  void readsManyPartitionsAsOne() {
    String uri = IdxFixture.folder(folder, images(25), labels(25));
    Dataset<Row> one = load(uri, Map.of("partitions", "1"));
    Dataset<Row> many = load(uri, Map.of("Partitions", "7"));
    assertEquals(1, partitions(one));
    assertEquals(7, partitions(many));
    assertEquals(rows(one), rows(many));
    assertEquals(25, partitions(load(uri, Map.of("partitions", "1000"))));
  }

  @Test
  void choosesPartitionsBySize() {
    String small = IdxFixture.folder(folder.resolve("small"), images(1999), labels(1999));
    String large = IdxFixture.folder(folder.resolve("large"), images(2000), labels(2000));
    assertEquals(1, partitions(load(small)));
    assertEquals(2, partitions(load(large)));
  }

  @Test
  void readsGzipInOnePartitionUnlessItIsPruned() {
    Dataset<Row> frame = load(IdxFixture.folder(folder, gzip(images(5000)), labels(5000)));
    assertEquals(1, partitions(frame));
    assertEquals(2, partitions(frame.select("label")));
  }

  @Test
  void readsNoImagesForOtherColumns() {
    // The header is whole, the content is not: reading it would fail.
    Dataset<Row> frame = load(IdxFixture.folder(folder, cut(gzip(images(500)), 30), labels(500)));
    assertEquals(
        List.of("[499,0.0]"), rows(frame.where("index = 499").selectExpr("index", "label[0]")));
    assertEquals("F/" + IdxFixture.IMAGES, rejected(frame.select("features")).split(":", 2)[0]);
  }

  @Test
  void countsByHeadersAlone() {
    Dataset<Row> frame =
        load(IdxFixture.folder(folder, cut(gzip(images(500)), 30), cut(gzip(labels(500)), 8)));
    assertEquals(500, frame.count());
  }

  @Test
  void reportsItsSize() {
    Dataset<Row> frame = load(IdxFixture.folder(folder, images(25), labels(25)));
    Statistics statistics = frame.queryExecution().optimizedPlan().stats();
    assertEquals(25, statistics.rowCount().get().toLong());
    assertEquals(25 * (8 + 6 * 4 + 10 * 4), statistics.sizeInBytes().toLong());
  }

  @Test
  void givesNoRowsForAnEmptyDataSet() {
    String plain = IdxFixture.folder(folder.resolve("plain"), images(0), labels(0));
    String gzip = IdxFixture.folder(folder.resolve("gzip"), gzip(images(0)), gzip(labels(0)));
    for (String uri : List.of(plain, gzip)) {
      assertEquals(List.of(), rows(load(uri)));
      assertEquals(0, load(uri).count());
    }
  }

  @Test
  void takesTheNumberOfClasses() {
    String uri = IdxFixture.folder(folder, images(2), labels(2));
    Dataset<Row> frame = load(uri, Map.of("classes", "3"));
    assertEquals(
        List.of(List.of(1f, 0f, 0f), List.of(0f, 1f, 0f)),
        frame.collectAsList().stream().map(row -> row.getList(2)).toList());
  }

  @Test
  void rejectsALabelOutsideTheClasses() {
    String uri = IdxFixture.folder(folder, images(25), labels(25));
    Dataset<Row> frame = load(uri, Map.of("classes", "9", "partitions", "3"));
    String expected =
        "F/train-labels-idx1-ubyte: expected labels 0 to 8, found label 9 at index %d;"
            + " correct the file or set the option classes";
    // Two tasks meet such a label; which one Spark reports is a matter of timing.
    List<String> either = IntStream.of(9, 19).mapToObj(expected::formatted).toList();
    String message = rejected(frame);
    assertTrue(either.contains(message), message);
    assertEquals(25, rows(frame.select("features")).size());
  }

  @Test
  void rejectsTruncatedGzip() {
    byte[] short4 = gzip(cut(images(25), 4));
    assertEquals(
        "F/train-images-idx3-ubyte: expected 25 items of 6 bytes, found 24 items and 2 bytes more:"
            + " the file is truncated; replace the file",
        rejected(load(IdxFixture.folder(folder, short4, labels(25)))));
  }

  @Test
  void rejectsOverlongGzip() {
    byte[] longer = gzip(extended(labels(25)));
    assertEquals(
        "F/train-labels-idx1-ubyte: expected 25 items of 1 bytes, found more bytes after 25 items:"
            + " the file is too long; replace the file",
        rejected(load(IdxFixture.folder(folder, gzip(images(25)), longer))));
  }

  @Test
  void rejectsCorruptGzip() {
    byte[] corrupt = gzip(images(25));
    // The checksum, in the last 8 bytes.
    corrupt[corrupt.length - 8] ^= 1;
    assertEquals(
        "F/train-images-idx3-ubyte: expected an intact gzip stream, found: Corrupt GZIP trailer;"
            + " replace the file",
        rejected(load(IdxFixture.folder(folder, corrupt, labels(25)))));
  }

  @Test
  void rejectsABadFolderAtLoad() {
    String uri = IdxFixture.folder(folder, images(2), cut(labels(2), 1));
    assertEquals(
        "F/train-labels-idx1-ubyte: expected 10 bytes for 2 items of 1 bytes, found 9 bytes: 1 bytes"
            + " are missing; replace the file",
        message(assertThrows(DataException.class, () -> load(uri))));
  }

  @Test
  void rejectsWrongOptions() {
    String uri = IdxFixture.folder(folder, images(1), labels(1));
    for (String wrong : List.of("0", "-1", "many", "")) {
      assertEquals(
          "expected a whole number above 0 as option classes, found '"
              + wrong
              + "'; correct the option",
          assertThrows(IllegalArgumentException.class, () -> load(uri, Map.of("classes", wrong)))
              .getMessage());
    }
    assertEquals(
        "expected split train or test, found 'validation'; name one of them",
        assertThrows(DataException.class, () -> load(uri, Map.of("split", "validation")))
            .getMessage());
  }

  @Test
  void wantsExactlyOneFolder() {
    assertEquals(
        "expected one folder with IDX files, found none; name it: .format(\"idx\").load(URI)",
        assertThrows(IllegalArgumentException.class, () -> spark.read().format("idx").load())
            .getMessage());
    assertEquals(
        "expected one folder with IDX files, found [\"a\",\"b\"]; name it: .format(\"idx\").load(URI)",
        assertThrows(
                IllegalArgumentException.class, () -> spark.read().format("idx").load("a", "b"))
            .getMessage());
  }
}
