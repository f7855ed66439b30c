package org.mnistspark.averaging;

import java.nio.IntBuffer;
import org.mnistspark.mlp.Examples;

/** One worker's part of the training set, in an order of its own. */
public final class Shard {
  private final int worker;
  private final Examples examples;
  private final IntBuffer rows;
  private int[] order = new int[0];
  private long orderSeed;
  private int orderEpoch = -1;

  /**
   * Examples of worker {@code worker}, counted from 0.
   *
   * @param rows row of the examples that comes first, second, and so on; kept, not copied
   */
  public Shard(int worker, Examples examples, IntBuffer rows) {
    if (rows.capacity() != examples.size()) {
      throw new IllegalArgumentException(
          "shard: expected an order of %s rows, found %s"
              .formatted(examples.size(), rows.capacity()));
    }
    this.worker = worker;
    this.examples = examples;
    this.rows = rows;
  }

  /** Which replica trains on it. */
  public int worker() {
    return worker;
  }

  /** What it holds, in any order; may be empty. */
  public Examples examples() {
    return examples;
  }

  /**
   * Copies examples in the shard's own order.
   *
   * @param from the first of them
   * @param features [count, inputs] row-major, overwritten
   * @param labels [count, classes] row-major, overwritten
   */
  public void copy(int from, int count, float[] features, float[] labels) {
    for (int i = 0; i < count; i++) {
      examples.copy(
          rows.get(from + i), features, i * examples.inputs(), labels, i * examples.classes());
    }
  }

  /** The rows in the shuffled order of an epoch; the last one is kept. Not to be changed. */
  synchronized int[] order(long seed, int epoch) {
    if (orderEpoch != epoch || orderSeed != seed) {
      order = Shuffle.order(seed, epoch, worker, examples.size());
      for (int i = 0; i < order.length; i++) {
        order[i] = rows.get(order[i]);
      }
      orderSeed = seed;
      orderEpoch = epoch;
    }
    return order;
  }
}
