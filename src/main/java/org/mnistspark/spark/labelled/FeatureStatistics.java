package org.mnistspark.spark.labelled;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.mnistspark.spark.column.FeatureColumn;
import org.mnistspark.spark.column.Features;

/**
 * Least and greatest value, mean and standard deviation of every feature. Mergeable: sums are kept
 * in twice the precision of a double, so that means and deviations, rounded to float, do not depend
 * on how a frame is partitioned. Not a record, because it travels through Kryo.
 *
 * @see <a href="https://doi.org/10.1007/BF01397083">Dekker, A floating-point technique for
 *     extending the available precision, 1971</a>
 */
public final class FeatureStatistics implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double[] min;
  private final double[] max;
  private final PreciseSums sums;
  private final PreciseSums squares;
  private final long[] seen; // values that were given, zeros of sparse vectors not among them
  private long examples;
  private boolean whole = true;

  private FeatureStatistics(int inputs) {
    min = new double[inputs];
    max = new double[inputs];
    Arrays.fill(min, Double.POSITIVE_INFINITY);
    Arrays.fill(max, Double.NEGATIVE_INFINITY);
    sums = new PreciseSums(inputs);
    squares = new PreciseSums(inputs);
    seen = new long[inputs];
  }

  /**
   * Looks at all examples of a frame, in one pass.
   *
   * @param frame with features, array&lt;float&gt; or a vector of Spark ML
   * @param inputs features of an example
   */
  public static FeatureStatistics of(Dataset<Row> frame, int inputs) {
    FeatureStatistics total = new FeatureStatistics(inputs);
    FeatureColumn column = FeatureColumn.of(frame);
    List<FeatureStatistics> parts =
        frame
            .select("features")
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .mapPartitions(rows -> List.of(of(rows, column, inputs)).iterator())
            .collect();
    parts.forEach(total::merge);
    return total;
  }

  private static FeatureStatistics of(
      Iterator<InternalRow> rows, FeatureColumn column, int inputs) {
    FeatureStatistics part = new FeatureStatistics(inputs);
    while (rows.hasNext()) {
      part.add(column.read(rows.next(), 0));
    }
    return part;
  }

  private void add(Features features) {
    float[] values = features.values();
    for (int k = 0; k < values.length; k++) {
      add(features.index(k), values[k]);
    }
    examples++;
  }

  private void add(int feature, float value) {
    min[feature] = Math.min(min[feature], value);
    max[feature] = Math.max(max[feature], value);
    sums.add(feature, value);
    squares.add(feature, (double) value * value);
    seen[feature]++;
    whole &= value == (int) value;
  }

  private void merge(FeatureStatistics other) {
    for (int i = 0; i < min.length; i++) {
      min[i] = Math.min(min[i], other.min[i]);
      max[i] = Math.max(max[i], other.max[i]);
      seen[i] += other.seen[i];
    }
    sums.merge(other.sums);
    squares.merge(other.squares);
    examples += other.examples;
    whole &= other.whole;
  }

  /** Of every feature. */
  public double[] min() {
    return IntStream.range(0, min.length).mapToDouble(i -> withZeros(i, min[i], true)).toArray();
  }

  /** Of every feature. */
  public double[] max() {
    return IntStream.range(0, max.length).mapToDouble(i -> withZeros(i, max[i], false)).toArray();
  }

  private double withZeros(int feature, double extreme, boolean least) {
    if (seen[feature] == examples) {
      return extreme;
    }
    return least ? Math.min(0, extreme) : Math.max(0, extreme);
  }

  /** Of every feature. */
  public double[] mean() {
    return IntStream.range(0, min.length).mapToDouble(i -> sums.value(i) / examples).toArray();
  }

  /** Standard deviation of every feature, of the examples as they are. */
  public double[] deviation() {
    return IntStream.range(0, min.length)
        .mapToDouble(i -> Math.sqrt(squares.varianceOf(i, sums, examples)))
        .toArray();
  }

  /** The least value of all. */
  public double lowest() {
    return Arrays.stream(min()).min().orElseThrow();
  }

  /** The greatest value of all. */
  public double highest() {
    return Arrays.stream(max()).max().orElseThrow();
  }

  /** Whether all values are whole numbers. */
  public boolean isWhole() {
    return whole;
  }
}
