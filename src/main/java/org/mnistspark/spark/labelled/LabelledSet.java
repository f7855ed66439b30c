package org.mnistspark.spark.labelled;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A set of labelled examples.
 *
 * @param frame index long; features, array&lt;float&gt; or a vector of Spark ML; label
 *     array&lt;float&gt;, one-hot
 * @param type of the features as they were found
 * @param columns of the table that features were found in; 1 where they were in one
 * @param firstLabels as they were found
 * @param perClass examples, by class
 */
public record LabelledSet(
    Dataset<Row> frame, String type, int columns, List<String> firstLabels, List<Long> perClass) {
  /** Copies the lists. */
  public LabelledSet {
    firstLabels = List.copyOf(firstLabels);
    perClass = List.copyOf(perClass);
  }

  static LabelledSet of(FoundSet found, LabelCounts labels, int inputs, List<String> classes) {
    return new LabelledSet(
        found.frame(inputs, classes),
        found.type(),
        found.columns(),
        labels.first(),
        classes.stream().map(name -> labels.counts().getOrDefault(name, 0L)).toList());
  }

  /** Examples. */
  public long count() {
    return perClass.stream().mapToLong(Long::longValue).sum();
  }

  /** Whether features were read as grey levels, and so are in [0,1]. */
  public boolean isGreyLevels() {
    return type.equals("uint8");
  }

  /** Whether features are vectors, of which most values may be zero. */
  public boolean isVectors() {
    return type.equals("vector");
  }

  /** The same set as a part of it, or as another frame has it. */
  public LabelledSet with(Dataset<Row> other, List<Long> counts) {
    return new LabelledSet(other, type, columns, firstLabels, counts);
  }
}
