package org.mnistspark.ml;

import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.mnistspark.spark.column.Features;

/**
 * What a pass over rows finds: how many there are, their shape, classes and weights, and the first
 * thing that is wrong with them. A class, not a record: Kryo 4 cannot set a record's fields.
 */
final class RowCounts implements Serializable {
  private static final long serialVersionUID = 1L;

  private long examples;
  private long heldOut;
  private int inputs;
  private int minLabel = Integer.MAX_VALUE;
  private int maxLabel = -1;
  private double weightSum;
  private double minWeight = Double.POSITIVE_INFINITY;
  private double maxWeight;
  private final boolean digested;
  private final RowDigest digest = new RowDigest();
  // Empty while all is well.
  private String problem = "";

  /**
   * None yet.
   *
   * @param digested whether rows are hashed
   */
  RowCounts(boolean digested) {
    this.digested = digested;
  }

  /** Counts rows, up to the first that is wrong. */
  static RowCounts of(Iterator<InternalRow> rows, RowReader reader, boolean digested) {
    RowCounts counts = new RowCounts(digested);
    try {
      while (rows.hasNext()) {
        counts.add(rows.next(), reader);
      }
    } catch (IllegalArgumentException e) {
      // For the driver: Spark would bury it in the failure of a job.
      counts.problem = e.getMessage();
    }
    return counts;
  }

  private void add(InternalRow row, RowReader reader) {
    Features features = reader.features(row);
    sameSize(features.size());
    int label = reader.label(row);
    double weight = reader.weight(row);
    boolean isHeldOut = reader.isHeldOut(row);
    if (digested) {
      digest.add(features, label, weight, isHeldOut);
    }
    minLabel = Math.min(minLabel, label);
    maxLabel = Math.max(maxLabel, label);
    if (isHeldOut) {
      heldOut += weight > 0 ? 1 : 0;
    } else if (weight > 0) {
      examples++;
      weightSum += weight;
      minWeight = Math.min(minWeight, weight);
      maxWeight = Math.max(maxWeight, weight);
    }
  }

  private void sameSize(int size) {
    if (inputs != 0 && inputs != size) {
      throw new IllegalArgumentException(
          "features: expected as many numbers in every row, found %s and %s; use data of one shape"
              .formatted(inputs, size));
    }
    inputs = size;
  }

  /** Adds what is found in the rows that follow. */
  RowCounts plus(RowCounts next) {
    if (!problem.isEmpty()) {
      return this;
    }
    problem = next.problem;
    if (problem.isEmpty() && next.inputs != 0) {
      sameSize(next.inputs);
    }
    examples += next.examples;
    heldOut += next.heldOut;
    minLabel = Math.min(minLabel, next.minLabel);
    maxLabel = Math.max(maxLabel, next.maxLabel);
    weightSum += next.weightSum;
    minWeight = Math.min(minWeight, next.minWeight);
    maxWeight = Math.max(maxWeight, next.maxWeight);
    digest.merge(next.digest);
    return this;
  }

  /** This, if something can be trained on the rows. */
  RowCounts requireSound() {
    if (!problem.isEmpty()) {
      throw new IllegalArgumentException(problem);
    }
    if (examples == 0) {
      throw new IllegalArgumentException(
          "training set: expected at least one row of a weight above 0 to train on, found none; check the frame, its filters and its validation column");
    }
    return this;
  }

  /** Rows to train on. */
  long examples() {
    return examples;
  }

  /** Rows to evaluate. */
  long heldOut() {
    return heldOut;
  }

  /** Features of a row. */
  int inputs() {
    return inputs;
  }

  /** A hash of all rows in their order, if they are hashed. */
  String digest() {
    return digest.toString();
  }

  int minLabel() {
    return minLabel;
  }

  int maxLabel() {
    return maxLabel;
  }

  /** What brings the weights of the training set to a mean of 1, exactly so if all are the same. */
  double weightFactor() {
    return minWeight == maxWeight ? 1 / minWeight : examples / weightSum;
  }
}
