package org.mnistspark.ml;

import java.io.Serializable;
import org.mnistspark.spark.column.Features;

/**
 * A hash of rows in their order, however they are partitioned: the polynomial hash of Rabin and
 * Karp over one hash for each row, modulo 2^64. It tells rows from others that somebody has changed
 * by chance, not on purpose. Not a record, because it travels through Kryo.
 *
 * @see <a href="https://doi.org/10.1147/rd.312.0249">Karp and Rabin, Efficient randomized
 *     pattern-matching algorithms, 1987</a>
 */
final class RowDigest implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final long BASE = 0x9E37_79B9_7F4A_7C15L;

  private long hash;
  private long power = 1; // BASE to the number of rows

  /** Adds a row. */
  void add(Features features, int label, double weight, boolean heldOut) {
    long row = label * BASE + Double.doubleToLongBits(weight);
    row = row * BASE + (heldOut ? 1 : 0);
    row = row * BASE + features.size();
    float[] values = features.values();
    for (int k = 0; k < values.length; k++) {
      row = (row ^ features.index(k)) * BASE + Float.floatToIntBits(values[k]);
      row ^= row >>> 29;
    }
    hash = hash * BASE + row;
    power *= BASE;
  }

  /** Adds the rows that follow. */
  void merge(RowDigest next) {
    hash = hash * next.power + next.hash;
    power *= next.power;
  }

  @Override
  public String toString() {
    return Long.toHexString(hash);
  }
}
