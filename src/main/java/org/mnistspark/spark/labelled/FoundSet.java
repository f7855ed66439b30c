package org.mnistspark.spark.labelled;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** One set of examples as it was found, before it is known which classes there are. */
interface FoundSet {
  /** Of one example: [28, 28], or [4] for a table of 4 columns of features. */
  List<Integer> shape();

  /** Names of the features; empty where they have none. */
  List<String> featureNames();

  /** The type of the features as people call it: uint8, double. */
  String type();

  /** Columns that hold the features. */
  default int columns() {
    return 1;
  }

  /** Reads all labels. */
  LabelCounts labels();

  /**
   * The examples: index long, from 0 without a gap; features, array&lt;float&gt; or a vector of
   * Spark ML; label array&lt;float&gt;, one-hot.
   *
   * @param inputs features of an example, at least this set's own
   * @param classes labels in the order of the classes; one that is not among them fails the task
   *     with a {@link org.mnistspark.data.DataException} as cause
   */
  Dataset<Row> frame(int inputs, List<String> classes);

  /** What must not be overlooked. */
  List<String> warnings();
}
