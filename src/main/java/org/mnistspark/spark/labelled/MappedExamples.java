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
import org.mnistspark.spark.column.FeatureColumn;
import org.mnistspark.spark.column.Features;

/** Examples of a frame with features mapped, or labels weighted, or both. */
public final class MappedExamples implements Serializable {
  private static final long serialVersionUID = 1L;

  private final FeatureMap map; // null: features stay as they are
  private final float[] weights; // of the classes; null: labels stay as they are
  private final FeatureColumn column;
  private final boolean sparse;

  private MappedExamples(
      Optional<? extends FeatureMap> map, Optional<float[]> weights, FeatureColumn column) {
    this.map = map.isPresent() ? map.get() : null;
    this.weights = weights.orElse(null);
    this.column = column;
    this.sparse = column == FeatureColumn.VECTORS && map.map(FeatureMap::keepsZeros).orElse(true);
  }

  /**
   * The frame, mapped when it is used. Sparse vectors stay sparse where the map keeps zeros.
   *
   * @param frame index long; features, array&lt;float&gt; or a vector; label array&lt;float&gt;
   * @param weights a label is multiplied with that of its class
   */
  public static Dataset<Row> of(
      Dataset<Row> frame, Optional<? extends FeatureMap> map, Optional<float[]> weights) {
    if (map.isEmpty() && weights.isEmpty()) {
      return frame;
    }
    MappedExamples examples = new MappedExamples(map, weights, FeatureColumn.of(frame));
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
          sparse ? vector(column.read(row, 1)) : values(column.read(row, 1)),
          UnsafeArrayData.fromPrimitiveArray(label)
        });
  }

  private UnsafeArrayData values(Features features) {
    float[] values = features.values();
    if (features.isSparse()) {
      values = new float[features.size()];
      features.copyTo(values, 0);
    }
    return UnsafeArrayData.fromPrimitiveArray(
        map == null ? values : map.apply(values, values.length));
  }

  private InternalRow vector(Features features) {
    float[] values = features.values();
    for (int k = 0; map != null && k < values.length; k++) {
      values[k] = map.apply(features.index(k), values[k]);
    }
    return features.toVector(features.size());
  }
}
