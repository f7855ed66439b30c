package org.mnistspark.spark.labelled;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.mnistspark.data.DataException;

/**
 * Rows of a block of a file, which one task reads from its first to its last: how many, and their
 * labels. A task's blocks may be of several files.
 */
final class BlockScan implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long start;
  private final long firstId;
  private final LabelCounts labels = new LabelCounts();

  private BlockScan(String file, long start, long firstId) {
    this.file = file;
    this.start = start;
    this.firstId = firstId;
  }

  /**
   * The blocks of a partition, in their order.
   *
   * @param rows file, start of the block, monotonically increasing id, label
   */
  static Iterator<BlockScan> of(Iterator<InternalRow> rows) {
    List<BlockScan> blocks = new ArrayList<>();
    BlockScan block = null;
    UTF8String file = UTF8String.EMPTY_UTF8;
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      if (block == null || block.start != row.getLong(1) || !file.equals(row.getUTF8String(0))) {
        file = row.getUTF8String(0).clone();
        block = new BlockScan(file.toString(), row.getLong(1), row.getLong(2));
        blocks.add(block);
      }
      block.add(row);
    }
    return blocks.iterator();
  }

  private void add(InternalRow row) {
    if (row.isNullAt(3)) {
      throw new DataException(
          "%s: expected a label in every row, found none in row %s of the block at byte %s; leave such rows out"
              .formatted(file, labels.total(), start));
    }
    labels.add(LabelCounts.text(row.getUTF8String(3).toString()));
  }

  String file() {
    return file;
  }

  long start() {
    return start;
  }

  long firstId() {
    return firstId;
  }

  LabelCounts labels() {
    return labels;
  }
}
