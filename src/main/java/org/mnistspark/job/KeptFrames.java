package org.mnistspark.job;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** Frames that executors keep until this is closed. */
final class KeptFrames implements AutoCloseable {
  private final List<Dataset<Row>> frames = new ArrayList<>();

  /** Reads all of a frame, so that it need not be read again. */
  Dataset<Row> keep(Dataset<Row> frame) {
    Dataset<Row> kept = frame.persist(StorageLevel.MEMORY_AND_DISK());
    frames.add(kept);
    // As an RDD: a count of the frame would be three jobs with a shuffle.
    kept.queryExecution().toRdd().count();
    return kept;
  }

  @Override
  public void close() {
    frames.forEach(frame -> frame.unpersist(false));
  }
}
