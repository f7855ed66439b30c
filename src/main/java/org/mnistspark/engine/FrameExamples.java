package org.mnistspark.engine;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/** The examples of a DataFrame, dealt out by their index. */
public final class FrameExamples {
  /** By name: MLlib need not be there where nobody has its vectors. */
  private static final String VECTOR_TYPE_NAME = "vector";

  private static final int VECTOR_FIELDS = 4;
  private static final byte SPARSE_VECTOR = 0;

  private FrameExamples() {}

  /**
   * Deals the examples out to workers: worker w has those whose index is w modulo {@code workers},
   * in an order drawn from the seed. The result does not depend on how the frame is partitioned.
   *
   * @param frame columns index long, features array&lt;float&gt; or a vector of Spark ML, label
   *     array&lt;float&gt; one-hot; a sparse vector is not made dense
   */
  public static JavaRDD<Example> of(Dataset<Row> frame, int workers, long seed) {
    boolean vectors =
        frame.schema().apply("features").dataType().typeName().equals(VECTOR_TYPE_NAME);
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
              int worker = dealing.worker(index);
              long key = dealing.key(index);
              float[] label = row.getArray(2).toFloatArray();
              return vectors
                  ? vector(worker, key, row.getStruct(1, VECTOR_FIELDS), label)
                  : new Example(worker, key, row.getArray(1).toFloatArray(), label);
            });
  }

  /** As VectorUDT stores vectors: kind, size, indices, values. */
  private static Example vector(int worker, long key, InternalRow vector, float[] label) {
    double[] doubles = vector.getArray(3).toDoubleArray();
    float[] values = new float[doubles.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) doubles[i];
    }
    return vector.getByte(0) == SPARSE_VECTOR
        ? new Example(worker, key, vector.getArray(2).toIntArray(), values, label)
        : new Example(worker, key, values, label);
  }
}
