package org.mnistspark.spark.source;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.mnistspark.data.ArrayHeader;
import org.mnistspark.data.ArrayReader;
import org.mnistspark.data.DataException;
import org.mnistspark.files.FileSystems;

/** Consecutive items of one file, as one task reads them. */
interface Items extends Closeable {
  /** Reads the next item's raw bytes; false after the last one. */
  boolean next(byte[] item) throws IOException;

  /** Opens the items [start, start + count) of a plain file, or all items of a compressed file. */
  static Items open(Configuration conf, ArrayFile file, int start, int count) throws IOException {
    Path path = new Path(file.uri());
    FSDataInputStream in = FileSystems.of(conf, path).open(path);
    try {
      return file.compressed() ? whole(file, in) : range(file, in, start, count);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** Stands for a file that the query does not need: {@code count} items, nothing is read. */
  static Items unread(int count) {
    return new Items() {
      private int items;

      @Override
      public boolean next(byte[] item) {
        return items++ < count;
      }

      @Override
      public void close() {}
    };
  }

  private static Items whole(ArrayFile file, InputStream in) throws IOException {
    ArrayReader reader = file.open(in);
    file.checkUnchanged(reader.header());
    return new Items() {
      @Override
      public boolean next(byte[] item) throws IOException {
        return reader.next(item);
      }

      @Override
      public void close() throws IOException {
        reader.close();
      }
    };
  }

  private static Items range(ArrayFile file, FSDataInputStream in, int start, int count)
      throws IOException {
    ArrayHeader header = file.header();
    in.seek(header.length() + (long) start * header.itemBytes());
    InputStream buffered = new BufferedInputStream(in, 1 << 16);
    return new Items() {
      private int items;

      @Override
      public boolean next(byte[] item) throws IOException {
        if (items == count) {
          return false;
        }
        int found = buffered.readNBytes(item, 0, item.length);
        if (found < item.length) {
          throw new DataException(
              String.format(
                  Locale.ROOT,
                  "%s: expected item %d of %d bytes as at the start of the query, found %d bytes; don't change files while they are read",
                  file.uri(),
                  start + items,
                  item.length,
                  found));
        }
        items++;
        return true;
      }

      @Override
      public void close() throws IOException {
        buffered.close();
      }
    };
  }
}
