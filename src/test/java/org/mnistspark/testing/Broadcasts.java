package org.mnistspark.testing;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BlockResult;
import org.apache.spark.storage.BroadcastBlockId;
import scala.Option;
import scala.collection.Iterator;

/** Broadcast variables that have not been destroyed. */
public final class Broadcasts {
  private Broadcasts() {}

  /** Numbers of those in this process whose value is of this type. */
  public static Set<Long> alive(Class<?> type) {
    BlockManager blocks = SparkEnv.get().blockManager();
    Set<Long> alive = new HashSet<>();
    for (Iterator<BlockId> ids =
            blocks.getMatchingBlockIds(any -> any instanceof BroadcastBlockId).iterator();
        ids.hasNext(); ) {
      BroadcastBlockId broadcast = (BroadcastBlockId) ids.next();
      if (broadcast.field().isEmpty() && holds(blocks, broadcast, type)) {
        alive.add(broadcast.broadcastId());
      }
    }
    return alive;
  }

  /** Waits until there are none but these: Spark destroys them in the background. */
  public static boolean noneBut(Set<Long> these, Class<?> type) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!these.containsAll(alive(type))) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }

  private static boolean holds(BlockManager blocks, BroadcastBlockId id, Class<?> type) {
    boolean found = false;
    Option<BlockResult> result = blocks.getLocalValues(id);
    if (result.isDefined()) {
      // To the end, which gives the block free.
      for (Iterator<?> values = result.get().data(); values.hasNext(); ) {
        found |= type.isInstance(values.next());
      }
    }
    return found;
  }
}
