package org.mnistspark.job;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** Frames that executors keep until this is closed. */
final class KeptFrames implements AutoCloseable {
  private static final Daemon READING = new Daemon("reading");

  private final List<Dataset<Row>> frames = new ArrayList<>();
  private CompletableFuture<Void> reading = CompletableFuture.completedFuture(null);

  /** Has a frame that is read several times written to the executors' disks the first time. */
  Dataset<Row> keepOnDisk(Dataset<Row> frame) {
    Dataset<Row> kept = frame.persist(StorageLevel.DISK_ONLY());
    frames.add(kept);
    return kept;
  }

  /** Begins to read all of a frame, so that it need not be read again; returns at once. */
  Dataset<Row> keep(Dataset<Row> frame) {
    Dataset<Row> kept = frame.persist(StorageLevel.MEMORY_AND_DISK());
    frames.add(kept);
    // As an RDD: a count of the frame would be three jobs with a shuffle.
    reading = reading.thenRunAsync(() -> kept.queryExecution().toRdd().count(), READING);
    return kept;
  }

  /** Waits until all of them have been read; throws what went wrong. */
  void await() {
    try {
      reading.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    // A task that is still reading would keep what is let go of here.
    reading.handle((done, failure) -> null).join();
    frames.forEach(frame -> frame.unpersist(false));
  }
}
