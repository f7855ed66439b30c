package org.mnistspark.spark;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;

/** Images that could not be read: how many, and the first few. Tasks add, the driver asks. */
public final class Unreadable implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Named per task, and by {@link #examples}. */
  private static final int EXAMPLES = 5;

  private final LongAccumulator count;
  private final CollectionAccumulator<String> examples;

  Unreadable(SparkContext context) {
    count = context.longAccumulator("unreadable images");
    examples = context.collectionAccumulator("unreadable images, some");
  }

  /** In a task. */
  void add(String path, String found) {
    count.add(1L);
    if (examples.value().size() < EXAMPLES) {
      examples.add(path + ": found " + found);
    }
  }

  /** How many there were, after the job. */
  public long count() {
    return count.value();
  }

  /** Paths and reasons of some. */
  public List<String> examples() {
    return examples.value().stream().sorted().limit(EXAMPLES).toList();
  }
}
