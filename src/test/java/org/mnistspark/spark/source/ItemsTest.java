package org.mnistspark.spark.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mnistspark.spark.source.IdxFixture.gzip;
import static org.mnistspark.spark.source.IdxFixture.images;
import static org.mnistspark.spark.source.IdxFixture.labels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.data.DataException;
import org.mnistspark.data.Split;

final class ItemsTest {
  private final Configuration conf = new Configuration();
  private final byte[] item = new byte[6];

  @TempDir Path folder;

  private ArrayFile planned(byte[] images) {
    String uri = IdxFixture.folder(folder, images, labels(5));
    return ArrayFiles.find(conf, uri, Split.TRAIN).images();
  }

  @Test
  void readsARange() throws IOException {
    try (Items items = Items.open(conf, planned(images(5)), 2, 2)) {
      assertTrue(items.next(item));
      assertArrayEquals(new byte[] {2, 3, 4, 5, 6, 7}, item);
      assertTrue(items.next(item));
      assertArrayEquals(new byte[] {3, 4, 5, 6, 7, 8}, item);
      assertFalse(items.next(item));
    }
  }

  @Test
  void countsUnreadItems() throws IOException {
    try (Items items = Items.unread(1)) {
      assertTrue(items.next(item));
      assertFalse(items.next(item));
    }
  }

  @Test
  void noticesAPlainFileThatShrankAfterPlanning() throws IOException {
    ArrayFile file = planned(images(5));
    Files.write(folder.resolve(IdxFixture.IMAGES), images(3));
    try (Items items = Items.open(conf, file, 2, 3)) {
      assertTrue(items.next(item));
      DataException e = assertThrows(DataException.class, () -> items.next(item));
      assertEquals(
          file.uri()
              + ": expected item 3 of 6 bytes as at the start of the query, found 0 bytes;"
              + " don't change files while they are read",
          e.getMessage());
    }
  }

  @Test
  void noticesAGzipFileThatWasReplacedAfterPlanning() throws IOException {
    ArrayFile file = planned(gzip(images(5)));
    Files.write(folder.resolve(IdxFixture.IMAGES), gzip(images(3)));
    DataException e = assertThrows(DataException.class, () -> Items.open(conf, file, 0, 5));
    assertEquals(
        file.uri()
            + ": expected uint8[5, 2, 3] as at the start of the"
            + " query, found uint8[3, 2, 3];"
            + " don't change files while they are read",
        e.getMessage());
  }
}
