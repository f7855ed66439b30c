package org.mnistspark.engine;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.mnistspark.spark.column.FeatureColumn;
import org.mnistspark.spark.column.Features;

/** The examples of a DataFrame, dealt out by their index. */
public final class FrameExamples {
  private FrameExamples() {}

  /**
   * Deals the examples out to workers: worker w has those whose index is w modulo {@code workers},
   * in an order drawn from the seed. The result does not depend on how the frame is partitioned.
   *
   * @param frame columns index long, features array&lt;float&gt; or a vector of Spark ML, label
   *     array&lt;float&gt; one-hot; a sparse vector is not made dense
   */
  public static JavaRDD<Example> of(Dataset<Row> frame, int workers, long seed) {
    FeatureColumn column = FeatureColumn.of(frame);
    Dealing dealing = new Dealing(workers, seed);
    return frame
        .select("index", "features", "label")
        // Internal rows: a Row would box every value.
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .map(
            row -> {
              long index = row.getLong(0);
              Features features = column.read(row, 1);
              return new Example(
                  dealing.worker(index),
                  dealing.key(index),
                  features.indices(),
                  features.values(),
                  row.getArray(2).toFloatArray());
            });
  }
}
