package org.mnistspark.engine;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.mnistspark.data.SplitMix64;

/** The examples of a DataFrame, dealt out by their index. */
public final class FrameExamples {
  private FrameExamples() {}

  /**
   * Deals the examples out to workers: worker w has those whose index is w modulo {@code workers},
   * in an order drawn from the seed. The result does not depend on how the frame is partitioned.
   *
   * @param frame columns index long, features array&lt;float&gt;, label array&lt;float&gt; one-hot
   */
  public static JavaRDD<Example> of(Dataset<Row> frame, int workers, long seed) {
    return frame
        .select("index", "features", "label")
        // Internal rows: a Row would box every value.
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .map(
            row -> {
              long index = row.getLong(0);
              return new Example(
                  Math.floorMod(index, workers),
                  SplitMix64.mix((seed + index) * SplitMix64.GOLDEN_GAMMA),
                  row.getArray(1).toFloatArray(),
                  row.getArray(2).toFloatArray());
            });
  }
}
