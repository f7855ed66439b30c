package org.mnistspark.ml;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.mnistspark.evaluation.EvaluationSum;
import org.mnistspark.evaluation.Probabilities;
import org.mnistspark.mlp.Mlp;
import org.mnistspark.spark.column.Features;

/** Rows that are evaluated after every epoch, kept by the executors until this is closed. */
final class HeldOut implements AutoCloseable {
  private final Optional<JavaRDD<Example>> rows;

  private HeldOut(Optional<JavaRDD<Example>> rows) {
    this.rows = rows;
  }

  static HeldOut none() {
    return new HeldOut(Optional.empty());
  }

  boolean isPresent() {
    return rows.isPresent();
  }

  static HeldOut of(JavaRDD<Example> rows) {
    return new HeldOut(Optional.of(rows.persist(StorageLevel.MEMORY_AND_DISK())));
  }

  /** A row. A class, not a record: Kryo 4 cannot set a record's fields. */
  static final class Example implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int[] indices;
    private final float[] features;
    private final int label;
    private final double weight;

    Example(Features features, int label, double weight) {
      this.indices = features.indices();
      this.features = features.values();
      this.label = label;
      this.weight = weight;
    }
  }

  /** Sums over rows. */
  private static final class Sums implements Serializable {
    private static final long serialVersionUID = 1L;

    private double loss;
    private double weight;
    private long correct;
    private long rows;

    static Sums of(Iterator<Example> rows, Mlp network) {
      Sums sums = new Sums();
      VectorScorer scorer = new VectorScorer(network);
      rows.forEachRemaining(
          row -> sums.add(scorer.probabilities(row.indices, row.features), row.label, row.weight));
      return sums;
    }

    private void add(float[] probabilities, int label, double exampleWeight) {
      double p = Math.max(EvaluationSum.FLOOR, probabilities[label]);
      // StrictMath, because Math.log may differ in the last bit between machines.
      loss -= exampleWeight * StrictMath.log(p);
      weight += exampleWeight;
      correct += Probabilities.argmax(probabilities, 0, probabilities.length) == label ? 1 : 0;
      rows++;
    }

    Sums plus(Sums next) {
      loss += next.loss;
      weight += next.weight;
      correct += next.correct;
      rows += next.rows;
      return this;
    }
  }

  /**
   * What an evaluation shows.
   *
   * @param loss weighted mean of the rows' cross-entropy, in nats
   * @param accuracy share of the rows that are classified right
   */
  record Figures(double loss, double accuracy) {}

  /** Evaluates a network; empty when there are no rows. */
  Optional<Figures> evaluate(Mlp network) {
    return rows.map(
        all -> {
          List<Sums> parts =
              all.mapPartitions(part -> List.of(Sums.of(part, network)).iterator()).collect();
          Sums sums = new Sums();
          // In the order of the partitions, because sums of doubles depend on it.
          parts.forEach(sums::plus);
          return new Figures(sums.loss / sums.weight, (double) sums.correct / sums.rows);
        });
  }

  @Override
  public void close() {
    rows.filter(all -> !all.context().isStopped()).ifPresent(all -> all.unpersist(false));
  }
}
