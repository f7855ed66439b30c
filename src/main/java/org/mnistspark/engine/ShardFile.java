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
 * the heap nothing. While it is written it needs 16 bytes of heap per row, for the order.
 *
 * <p>All rows of a file have one format, the smallest that covers them: the first row that does not
 * fit has those before it written again. The file is deleted as soon as it is mapped; the system
 * keeps its content until the mapping goes, with the process at the latest, however that ends.
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
    buffer =
        ByteBuffer.allocateDirect(Math.max(BUFFER_BYTES, rows.bytes()))
            .order(ByteOrder.nativeOrder());
    Path path = folder.newFile();
    channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    // Now it is this one's to delete.
    file = path;
  }

  /** Writes a row. */
  void add(PackedRow row) throws IOException {
    RowFormat covering = format.covering(row.format);
    if (!covering.equals(format)) {
      widen(covering);
    }
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, Math.addExact(size, size / 2));
    }
    keys[size++] = row.key;
    write(ByteBuffer.wrap(row.bytes).order(ByteOrder.nativeOrder()), row.format);
  }

  private void write(ByteBuffer row, RowFormat from) throws IOException {
    if (buffer.remaining() < format.bytes()) {
      flush();
    }
    format.convert(row, from, buffer);
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  private void widen(RowFormat covering) throws IOException {
    flush();
    Path narrowFile = file;
    RowFormat narrow = format;
    try (FileChannel before = channel) {
      Files.delete(narrowFile);
      open(covering);
      ByteBuffer rows = map(before, 0, 0);
      for (long at = 0; at < before.size(); ) {
        if (!rows.hasRemaining()) {
          rows = map(before, at, Math.min(before.size() - at, whole(narrow)));
        }
        write(rows, narrow);
        at += narrow.bytes();
      }
    }
  }

  /** The most bytes of whole rows that are mapped in one piece. */
  private int whole(RowFormat rows) {
    return Math.max(1, maxMappedBytes / rows.bytes()) * rows.bytes();
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
    flush();
    long end = channel.position();
    writeOrder();
    List<ByteBuffer> rows = new ArrayList<>();
    for (long at = 0; at < end; at += whole(format)) {
      rows.add(map(channel, at, Math.min(end - at, whole(format))));
    }
    IntBuffer order = map(channel, end, (long) size * Integer.BYTES).asIntBuffer();
    close();
    return new Shard(
        worker, new Examples(format, size, whole(format) / format.bytes(), rows), order);
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
      if (buffer.remaining() < Integer.BYTES) {
        flush();
      }
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
