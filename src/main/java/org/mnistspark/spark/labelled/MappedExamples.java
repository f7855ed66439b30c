package org.mnistspark.spark.labelled;

import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.DataType;
import org.mnistspark.data.FeatureMap;
import org.mnistspark.spark.input.FeatureColumn;

/** Examples of a frame with features mapped, or labels weighted, or both. */
public final class MappedExamples implements Serializable {
  private static final long serialVersionUID = 1L;

  private final FeatureMap map; // null: features stay as they are
  private final float[] weights; // of the classes; null: labels stay as they are
  private final boolean vectors;
  private final boolean sparse;
  private final int inputs;

  private MappedExamples(
      Optional<? extends FeatureMap> map, Optional<float[]> weights, boolean vectors, int inputs) {
    this.map = map.isPresent() ? map.get() : null;
    this.weights = weights.orElse(null);
    this.vectors = vectors;
    this.sparse = vectors && map.map(FeatureMap::keepsZeros).orElse(true);
    this.inputs = inputs;
  }

  /**
   * The frame, mapped when it is used. Sparse vectors stay sparse where the map keeps zeros.
   *
   * @param frame index long; features, array&lt;float&gt; or a vector; label array&lt;float&gt;
   * @param weights a label is multiplied with that of its class
   * @param inputs features of an example
   */
  public static Dataset<Row> of(
      Dataset<Row> frame,
      Optional<? extends FeatureMap> map,
      Optional<float[]> weights,
      int inputs) {
    if (map.isEmpty() && weights.isEmpty()) {
      return frame;
    }
    boolean vectors = FeatureColumn.isVector(frame);
    MappedExamples examples = new MappedExamples(map, weights, vectors, inputs);
    JavaRDD<InternalRow> rows =
        frame
            .select("index", "features", "label")
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .map(examples::mapped);
    DataType features =
        examples.sparse ? frame.schema().apply("features").dataType() : Examples.FLOATS;
    return Examples.frame(frame.sparkSession(), rows, features);
  }

  private InternalRow mapped(InternalRow row) {
    float[] label = row.getArray(2).toFloatArray();
    if (weights != null) {
      for (int c = 0; c < label.length; c++) {
        label[c] *= weights[c];
      }
    }
    return new GenericInternalRow(
        new Object[] {
          row.getLong(0),
          sparse ? vector(row.getStruct(1, FeatureColumn.VECTOR_FIELDS)) : values(row),
          UnsafeArrayData.fromPrimitiveArray(label)
        });
  }

  private UnsafeArrayData values(InternalRow row) {
    float[] values = vectors ? dense(row) : row.getArray(1).toFloatArray();
    return UnsafeArrayData.fromPrimitiveArray(
        map == null ? values : map.apply(values, values.length));
  }

  private float[] dense(InternalRow row) {
    float[] values = new float[inputs];
    FeatureColumn.read(row, 1, true, (feature, value) -> values[feature] = value);
    return values;
  }

  private InternalRow vector(InternalRow vector) {
    boolean named = vector.getByte(0) == FeatureColumn.SPARSE;
    int[] indices = named ? vector.getArray(2).toIntArray() : null;
    double[] values = vector.getArray(3).toDoubleArray();
    for (int k = 0; k < values.length; k++) {
      values[k] = map == null ? values[k] : map.apply(named ? indices[k] : k, (float) values[k]);
    }
    return new GenericInternalRow(
        new Object[] {
          vector.getByte(0),
          named ? vector.getInt(1) : null,
          named ? UnsafeArrayData.fromPrimitiveArray(indices) : null,
          UnsafeArrayData.fromPrimitiveArray(values)
        });
  }
}
