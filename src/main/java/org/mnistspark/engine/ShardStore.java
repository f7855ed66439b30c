package org.mnistspark.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BroadcastBlockId;
import org.mnistspark.averaging.Shard;

/**
 * The shards that this process holds, from one task to the next.
 *
 * <p>Spark's own cache is no place for them: it would copy mapped files to the heap to send them
 * elsewhere, and would drop a few bytes of handle, with gigabytes behind it, to make room for
 * anything. Their life is that of a broadcast variable instead, which Spark takes back from all
 * processes when the driver destroys it: the next task here that looks for shards lets go of those
 * whose variable is gone.
 */
final class ShardStore {
  private static final Map<Key, Entry> ENTRIES = new ConcurrentHashMap<>();

  private record Key(String application, long owner, int worker) {}

  /** A monitor, too: of several attempts of a task in one process, one makes the shard. */
  private static final class Entry {
    private Shard shard;
  }

  /** Makes the shard of a worker. */
  @FunctionalInterface
  interface Source {
    /** Reads all of its rows. */
    Shard make() throws IOException;
  }

  private ShardStore() {}

  /**
   * In a task: the shard of a worker, made if this process does not have it.
   *
   * @param owner whose destruction ends its life
   */
  static Shard get(Broadcast<?> owner, int worker, Source source) {
    String application = SparkEnv.get().conf().getAppId();
    dropOrphans(application);
    Key key = new Key(application, owner.id(), worker);
    Entry entry = ENTRIES.computeIfAbsent(key, any -> new Entry());
    synchronized (entry) {
      if (entry.shard == null) {
        try {
          entry.shard = source.make();
        } catch (IOException e) {
          throw new UncheckedIOException(
              "expected room for the examples of worker "
                  + worker
                  + " in Spark's local directories",
              e);
        }
      }
      return entry.shard;
    }
  }

  private static void dropOrphans(String application) {
    BlockManager blocks = SparkEnv.get().blockManager();
    ENTRIES
        .keySet()
        .removeIf(
            key ->
                !key.application().equals(application)
                    || blocks.getStatus(new BroadcastBlockId(key.owner(), "")).isEmpty());
  }

  /** In a task: a file that does not exist yet, in Spark's local directories. */
  static Path newFile() {
    return SparkEnv.get().blockManager().diskBlockManager().createTempLocalBlock()._2().toPath();
  }

  /** Lets go of all shards, as when the process is lost. */
  static void forget() {
    ENTRIES.clear();
  }

  /** Shards in this process. */
  static int size() {
    return ENTRIES.size();
  }
}
