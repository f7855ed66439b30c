package org.mnistspark.engine;

import org.mnistspark.mlp.RowFormat;

/** An example as it travels through the shuffle; used again for the next one. */
final class PackedRow {
  long key;
  RowFormat format;

  /** The packed row, at the beginning of an array that may be longer. */
  byte[] bytes;

  int length;

  /** A row whose bytes are yet to come. */
  PackedRow(RowFormat smallest) {
    this.format = smallest;
    this.bytes = new byte[0];
  }
}
