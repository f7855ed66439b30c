package org.mnistspark.spark.input;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;

/** Files that are not predicted: how many, and the first few. Tasks add, the driver asks. */
public final class LeftOut implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Named per task, and by {@link #examples}. */
  private static final int EXAMPLES = 5;

  private final LongAccumulator count;
  private final CollectionAccumulator<String> examples;

  LeftOut(SparkContext context, String what) {
    count = context.longAccumulator(what);
    examples = context.collectionAccumulator(what + ", some");
  }

  /** In a task. */
  void add(String example) {
    count.add(1L);
    if (examples.value().size() < EXAMPLES) {
      examples.add(example);
    }
  }

  /** How many there were, after the job. */
  public long count() {
    return count.value();
  }

  /** Some of them. */
  public List<String> examples() {
    return examples.value().stream().sorted().limit(EXAMPLES).toList();
  }
}
