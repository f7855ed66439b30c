package org.mnistspark.job;

import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.mnistspark.data.FeatureMap;
import org.mnistspark.spark.input.PredictInput;
import org.mnistspark.spark.labelled.FeatureStatistics;
import org.mnistspark.spark.labelled.MappedExamples;

/**
 * The unit of pixels that a model of pixels in [0,1] is shown: a table does not say whether its
 * numbers are grey levels from 0 to 255.
 */
final class PixelUnit {
  /** Rows that are looked at. */
  private static final int ROWS = 1_000;

  private static final double WHITE = 255;

  private PixelUnit() {}

  /**
   * The frame with pixels in [0,1]: as it is, or, where the first rows hold whole numbers of which
   * one is above 1 and none above 255, divided by 255.
   *
   * @param frame index, features, label
   */
  static Dataset<Row> of(Dataset<Row> frame, int inputs) {
    return MappedExamples.of(frame, levels(frame, inputs), Optional.empty());
  }

  /**
   * The same for a table of any columns.
   *
   * @param frame with features, array&lt;float&gt;
   */
  static Dataset<Row> ofTable(Dataset<Row> frame) {
    Column features = functions.col(PredictInput.FEATURES);
    Row first =
        frame
            .limit(ROWS)
            .select(
                functions.max(functions.array_max(features)),
                functions.min(functions.array_min(features)),
                functions.every(
                    functions.forall(
                        features, value -> value.equalTo(value.cast("long").cast("float")))))
            .first();
    boolean known = !first.isNullAt(0) && !first.isNullAt(1) && !first.isNullAt(2);
    boolean levels =
        known
            && first.getBoolean(2)
            && first.getFloat(1) >= 0
            && first.getFloat(0) > 1
            && first.getFloat(0) <= WHITE;
    Column unit = functions.lit((float) WHITE);
    return levels
        ? frame.withColumn(
            PredictInput.FEATURES,
            functions.transform(features, value -> value.divide(unit).cast("float")))
        : frame;
  }

  /** What makes pixels in [0,1] of the features; empty where they are. */
  static Optional<FeatureMap> levels(Dataset<Row> frame, int inputs) {
    FeatureStatistics first = FeatureStatistics.of(frame.limit(ROWS), inputs);
    boolean levels =
        first.isWhole() && first.lowest() >= 0 && first.highest() > 1 && first.highest() <= WHITE;
    return levels ? Optional.of(FeatureMap.GREY_LEVELS) : Optional.empty();
  }
}
