package org.mnistspark.spark.source;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.LongStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.functions;

/**
 * A part of the training set that is held out for validation. Whether an example is in it depends
 * on its index and the seed alone: those with the lowest hashes are. So the choice is random to the
 * data, and the same however the frame is partitioned.
 */
public final class Holdout {
  private static final long HASH_SEED = 42;

  private final Column out;
  private final long count;

  private Holdout(Column out, long count) {
    this.out = out;
    this.count = count;
  }

  /**
   * Chooses {@code round(fraction · count)} of the indices 0 to {@code count - 1}.
   *
   * @param fraction in (0, 1)
   * @throws IllegalArgumentException when nothing would be held out, or everything
   */
  public static Holdout of(long count, double fraction, long seed) {
    long held = Math.round(fraction * count);
    if (held < 1 || held >= count) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a validation fraction that leaves examples on both sides of %d, found %s",
              count,
              fraction));
    }
    long ofSeed = XXH64.hashLong(seed, HASH_SEED);
    long[] hashes =
        LongStream.range(0, count).map(index -> XXH64.hashLong(index, ofSeed)).toArray();
    Arrays.parallelSort(hashes);
    // The same function as XXH64 above, on the executors and in generated code.
    Column hash = functions.xxhash64(functions.lit(seed), functions.col("index"));
    return new Holdout(hash.leq(hashes[Math.toIntExact(held - 1)]), held);
  }

  /** Examples held out. */
  public long count() {
    return count;
  }

  /** The examples that are held out. */
  public Dataset<Row> validation(Dataset<Row> frame) {
    return frame.filter(out);
  }

  /** The examples that remain for training. */
  public Dataset<Row> training(Dataset<Row> frame) {
    return frame.filter(functions.not(out));
  }
}
