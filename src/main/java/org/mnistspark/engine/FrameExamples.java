package org.mnistspark.engine;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

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
                  mix(seed + index),
                  row.getArray(1).toFloatArray(),
                  row.getArray(2).toFloatArray());
            });
  }

  /**
   * The finalizer of SplitMix64 (Steele, Lea and Flood, 2014): neighbouring inputs, unrelated
   * outputs, and no two inputs with the same one.
   */
  private static long mix(long value) {
    long z = value * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
