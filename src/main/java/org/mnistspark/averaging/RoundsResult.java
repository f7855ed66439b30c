package org.mnistspark.averaging;

import java.io.Serializable;
import java.util.List;

/**
 * What a task returns of the rounds that it trained. A class and no record: Kryo 4 cannot set a
 * record's fields.
 *
 * <p>Its sums over the updater state and the weights are nodes of the tree that {@link PairwiseSum}
 * describes; a task with all replicas has the root alone, which is the average, and has taken the
 * outer step as well.
 */
public final class RoundsResult implements Serializable {
  private static final long serialVersionUID = 1L;

  final int firstReplica;
  final int[] levels;
  final int[] positions;
  final float[][] weights;
  final float[][] updater;

  /** Of the outer step, where the task has all replicas and took it; empty otherwise. */
  float[] momentum = new float[0];

  /** Time that averaging took. */
  long averagingNanos;

  final double[][] lossSums;
  final int[][] correct;

  /** Makes room. {@code lossSums} and {@code correct} are [rounds][replicas of the task]. */
  RoundsResult(int firstReplica, int replicas, int rounds, List<PairwiseSum.Segment> segments) {
    this.firstReplica = firstReplica;
    this.levels = segments.stream().mapToInt(PairwiseSum.Segment::level).toArray();
    this.positions = segments.stream().mapToInt(PairwiseSum.Segment::position).toArray();
    this.weights = new float[segments.size()][];
    this.updater = new float[segments.size()][];
    this.lossSums = new double[rounds][replicas];
    this.correct = new int[rounds][replicas];
  }
}
