package org.mnistspark.engine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mnistspark.averaging.Shard;
import org.mnistspark.data.DataException;
import org.mnistspark.mlp.Examples;
import org.mnistspark.mlp.RowFormat;

/**
 * Writes a worker's rows to a file as they come, and maps it: the page cache holds what fits, and
 * the heap nothing. While it is written it needs 24 bytes of heap per row, for the order.
 *
 * <p>All rows of a file have one format, the smallest that covers them: the first row that does not
 * fit has those before it written again. They are sparse if the file has few values that are not
 * zero; until all are there, the first row decides. The file is deleted as soon as it is mapped;
 * the system keeps its content until the mapping goes, with the process at the latest, however that
 * ends.
 */
final class ShardFile implements Closeable {
  /** A mapping is addressed by an int; far below its end, so that no sum of two overflows. */
  static final int MAX_MAPPED_BYTES = 1 << 30;

  /** Small: there are as many buffers as workers until they are collected. */
  private static final int BUFFER_BYTES = 1 << 16;

  /** Where files can be created. */
  @FunctionalInterface
  interface Folder {
    /** A path at which there is no file. */
    Path newFile() throws IOException;
  }

  private final int worker;
  private final Folder folder;
  private final int maxMappedBytes;
  private Path file;
  private FileChannel channel;
  private ByteBuffer buffer;
  private RowFormat format;
  private long[] keys = new long[1024];
  private int size;
  // Where each mapping begins; a row lies in one of them.
  private List<Long> begins = new ArrayList<>();
  private long[] places = new long[1024];
  private int written;
  private long bytes;
  private long nonzeros;

  /** An empty file for a worker. */
  ShardFile(int worker, RowFormat smallest, Folder folder) throws IOException {
    this(worker, smallest, folder, MAX_MAPPED_BYTES);
  }

  ShardFile(int worker, RowFormat smallest, Folder folder, int maxMappedBytes) throws IOException {
    this.worker = worker;
    this.folder = folder;
    this.maxMappedBytes = maxMappedBytes;
    open(smallest);
  }

  private void open(RowFormat rows) throws IOException {
    format = rows;
    buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.nativeOrder());
    begins = new ArrayList<>(List.of(0L));
    written = 0;
    bytes = 0;
    Path path = folder.newFile();
    channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    // Now it is this one's to delete.
    file = path;
  }

  /** Writes a row. */
  void add(PackedRow row) throws IOException {
    if (size == 0) {
      format = format.withSparse(row.format.sparse());
    }
    RowFormat covering = format.covering(row.format);
    if (!covering.equals(format)) {
      rewrite(covering);
    }
    if (size == keys.length) {
      int length = Math.addExact(size, size / 2);
      keys = Arrays.copyOf(keys, length);
      places = Arrays.copyOf(places, length);
    }
    keys[size++] = row.key;
    ByteBuffer packed = ByteBuffer.wrap(row.bytes, 0, row.length).order(ByteOrder.nativeOrder());
    int own = row.format.nonzeros(packed);
    nonzeros += own;
    write(packed, row.format, own);
  }

  private void write(ByteBuffer row, RowFormat from, int values) throws IOException {
    int length = format.bytes(values);
    room(length);
    if (buffer.capacity() < length) {
      buffer = ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
    }
    long begin = begins.get(begins.size() - 1);
    if (bytes > begin && bytes + length - begin > maxMappedBytes) {
      begin = bytes;
      begins.add(begin);
    }
    places[written++] = Examples.place(begins.size() - 1, (int) (bytes - begin));
    bytes += length;
    format.convert(row, from, buffer);
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  private void rewrite(RowFormat wanted) throws IOException {
    flush();
    Path before = file;
    RowFormat from = format;
    try (FileChannel old = channel) {
      Files.delete(before);
      List<ByteBuffer> mapped = mapped(old);
      open(wanted);
      for (ByteBuffer rows : mapped) {
        while (rows.hasRemaining()) {
          write(rows, from, from.nonzeros(rows));
        }
      }
    }
  }

  /** The rows, in buffers that hold whole ones. */
  private List<ByteBuffer> mapped(FileChannel rows) throws IOException {
    List<ByteBuffer> mapped = new ArrayList<>();
    for (int i = 0; i < begins.size() && bytes > 0; i++) {
      long end = i + 1 < begins.size() ? begins.get(i + 1) : bytes;
      mapped.add(map(rows, begins.get(i), end - begins.get(i)));
    }
    return mapped;
  }

  private static ByteBuffer map(FileChannel channel, long at, long bytes) throws IOException {
    return channel.map(MapMode.READ_ONLY, at, bytes).order(ByteOrder.nativeOrder());
  }

  /**
   * The shard, with its examples in the order of their keys.
   *
   * @throws DataException when two rows have the same key
   */
  Shard finish() throws IOException {
    boolean sparse = RowFormat.isSparse(nonzeros, (long) size * format.inputs());
    if (size > 0 && sparse != format.sparse()) {
      rewrite(format.withSparse(sparse));
    }
    flush();
    List<ByteBuffer> rows = mapped(channel);
    writeOrder();
    IntBuffer order = map(channel, bytes, (long) size * Integer.BYTES).asIntBuffer();
    Examples examples;
    if (format.sparse()) {
      long at = channel.position();
      for (int row = 0; row < size; row++) {
        room(Long.BYTES);
        buffer.putLong(places[row]);
      }
      flush();
      examples =
          new Examples(format, map(channel, at, (long) size * Long.BYTES).asLongBuffer(), rows);
    } else {
      int rowsPerBuffer = Math.max(1, maxMappedBytes / format.maxBytes());
      examples = new Examples(format, size, rowsPerBuffer, rows);
    }
    close();
    return new Shard(worker, examples, order);
  }

  private void room(int length) throws IOException {
    if (buffer.remaining() < length) {
      flush();
    }
  }

  /** Behind the rows: the number of the row that has the lowest key, of the next, and so on. */
  private void writeOrder() throws IOException {
    long[] sorted = Arrays.copyOf(keys, size);
    Arrays.sort(sorted);
    int[] order = new int[size];
    Arrays.fill(order, -1);
    for (int row = 0; row < size; row++) {
      int place = Arrays.binarySearch(sorted, keys[row]);
      if (order[place] >= 0) {
        throw new DataException(
            "training data: expected every example to have an index of its own, found two with the same; number the rows from 0");
      }
      order[place] = row;
    }
    for (int row : order) {
      room(Integer.BYTES);
      buffer.putInt(row);
    }
    flush();
  }

  /** Deletes the file; a shard that was made of it stays. */
  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }
}
