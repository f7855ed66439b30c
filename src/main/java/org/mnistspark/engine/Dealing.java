package org.mnistspark.engine;

import java.io.Serializable;
import org.mnistspark.data.SplitMix64;

/**
 * Who gets which example, and where it comes among its worker's: functions of its index alone.
 *
 * @param workers at least 1
 * @param seed of the order
 */
public record Dealing(int workers, long seed) implements Serializable {
  /** The worker of an example: its index modulo the workers. */
  public int worker(long index) {
    return Math.floorMod(index, workers);
  }

  /** The key of an example in the order of its worker's; no two indices have the same. */
  public long key(long index) {
    return SplitMix64.mix((seed + index) * SplitMix64.GOLDEN_GAMMA);
  }
}
