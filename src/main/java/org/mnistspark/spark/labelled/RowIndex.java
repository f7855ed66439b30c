package org.mnistspark.spark.labelled;

import java.io.Serializable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The index of a row in its table: files by name, in each the rows as they follow. It does not
 * depend on how Spark cuts files into blocks and puts these into partitions.
 */
final class RowIndex implements Serializable {
  private static final long serialVersionUID = 1L;

  /** By file and start of the block: what makes the index of a row of its id. */
  private final HashMap<String, HashMap<Long, Long>> offsets = new HashMap<>();

  private transient UTF8String file;
  private transient long start;
  private transient long offset;

  /** Sorts the blocks. */
  static RowIndex of(List<BlockScan> blocks) {
    RowIndex index = new RowIndex();
    long before = 0;
    for (BlockScan block : sorted(blocks)) {
      index
          .offsets
          .computeIfAbsent(block.file(), file -> new HashMap<>())
          .put(block.start(), before - block.firstId());
      before += block.labels().total();
    }
    return index;
  }

  /** In the order of the rows. */
  static List<BlockScan> sorted(List<BlockScan> blocks) {
    return blocks.stream()
        .sorted(Comparator.comparing(BlockScan::file).thenComparing(BlockScan::start))
        .toList();
  }

  /** The index of a row. For one thread at a time. */
  long of(UTF8String rowFile, long blockStart, long id) {
    if (!rowFile.equals(file) || blockStart != start) {
      Map<Long, Long> blocks = offsets.getOrDefault(rowFile.toString(), new HashMap<>());
      if (!blocks.containsKey(blockStart)) {
        throw new IllegalStateException(
            rowFile + ": expected the blocks of the first look, found another; don't change files");
      }
      file = rowFile.clone();
      start = blockStart;
      offset = blocks.get(blockStart);
    }
    return id + offset;
  }
}
