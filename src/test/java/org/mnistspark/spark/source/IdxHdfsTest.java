package org.mnistspark.spark.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mnistspark.spark.source.IdxFixture.gzip;
import static org.mnistspark.spark.source.IdxFixture.images;
import static org.mnistspark.spark.source.IdxFixture.labels;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.data.Split;
import org.mnistspark.files.DataFolder;
import org.mnistspark.testing.LocalSpark;
import org.mnistspark.testing.MiniHdfs;

@Tag("spark")
@ExtendWith(LocalSpark.class)
final class IdxHdfsTest {
  private static final int ITEMS = 3000;

  @RegisterExtension static final MiniHdfs HDFS = new MiniHdfs(3);

  @TempDir Path local;

  /** A folder on HDFS; its plain files have several blocks, whose ends are not those of items. */
  private static String folder(String name, byte[] images, byte[] labels) throws IOException {
    String uri = HDFS.uri().resolve(name).toString();
    write(uri + "/" + IdxFixture.IMAGES, images);
    write(uri + "/" + IdxFixture.LABELS, labels);
    return uri;
  }

  private static void write(String uri, byte[] content) throws IOException {
    try (OutputStream out =
        HDFS.fileSystem().create(new org.apache.hadoop.fs.Path(uri), true, 4096, (short) 2, 1024)) {
      out.write(content);
    }
  }

  private static List<String> rows(Dataset<Row> frame) {
    return frame.collectAsList().stream().map(Row::toString).toList();
  }

  @Test
  void readsHdfsAsLocalFiles(SparkSession spark) throws IOException {
    String localUri = IdxFixture.folder(local, images(ITEMS), labels(ITEMS));
    List<String> expected = rows(Frames.load(spark, localUri, Split.TRAIN, 10));
    String plain = folder("plain", images(ITEMS), labels(ITEMS));
    String gzip = folder("gzip", gzip(images(ITEMS)), gzip(labels(ITEMS)));
    assertEquals(expected, rows(Frames.load(spark, plain, Split.TRAIN, 10)));
    assertEquals(expected, rows(Frames.load(spark, gzip, Split.TRAIN, 10)));
    assertEquals(expected, rows(spark.read().format("idx").option("partitions", 5).load(plain)));
  }

  @Test
  void readsFromTheReplicasThatAreLeft(SparkSession spark) throws IOException {
    String uri = folder("replicas", images(ITEMS), labels(ITEMS));
    List<String> expected = rows(Frames.load(spark, uri, Split.TRAIN, 10));
    HDFS.stopDatanode();
    assertEquals(expected, rows(Frames.load(spark, uri, Split.TRAIN, 10)));
  }

  @Test
  void takesHadoopSettingsAsOptions(SparkSession spark) throws IOException {
    folder("settings", images(3), labels(3));
    Dataset<Row> frame =
        spark.read().format("idx").option("fs.defaultFS", HDFS.uri().toString()).load("/settings");
    assertEquals(3, rows(frame).size());
  }

  @Test
  void summarizesAndOpensFiles() throws IOException {
    String uri = folder("summary", images(3), labels(3));
    Configuration conf = new Configuration();
    assertEquals(
        new Frames.Summary(3, List.of(2, 3), "uint8", List.of(0, 1)),
        Frames.summarize(conf, uri, Split.TRAIN, 2));
    DataFolder files = DataFolder.list(conf, uri);
    assertEquals(
        List.of(IdxFixture.IMAGES, IdxFixture.LABELS),
        ArrayCatalog.of(conf, uri).fileNames(List.of(Optional.of(Split.TRAIN))));
    try (InputStream in = files.open(IdxFixture.LABELS)) {
      assertArrayEquals(labels(3), in.readAllBytes());
    }
  }
}
