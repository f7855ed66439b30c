package org.mnistspark.averaging;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.mnistspark.averaging.PairwiseSum.Part;
import org.mnistspark.averaging.PairwiseSum.Segment;
import org.mnistspark.mlp.Finite;

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
  RoundsResult(int firstReplica, int replicas, int rounds, List<Segment> segments) {
    this.firstReplica = firstReplica;
    this.levels = segments.stream().mapToInt(Segment::level).toArray();
    this.positions = segments.stream().mapToInt(Segment::position).toArray();
    this.weights = new float[segments.size()][];
    this.updater = new float[segments.size()][];
    this.lossSums = new double[rounds][replicas];
    this.correct = new int[rounds][replicas];
  }

  /**
   * The state after some rounds, and what they showed.
   *
   * @param state weighted means of the replicas: w = sum n_i w_i / sum n_i, the updater state
   *     likewise, with n_i the examples that replica i trained in the round
   * @param progress of the epoch, after them
   * @param averagingSeconds of these rounds that averaging took: here, and in the task where it
   *     took longest
   */
  public record Outcome(ModelState state, Progress progress, double averagingSeconds) {}

  /**
   * Averages the replicas of all tasks.
   *
   * @param before state at the beginning of these rounds
   * @param done progress at their beginning
   * @param results of all tasks, in any order; their arrays are used up
   * @param name of these rounds for messages, such as "epoch 2, round 7"
   * @throws ArithmeticException when loss or weights are not finite
   */
  public static Outcome combine(
      TrainingPlan plan,
      ModelState before,
      Progress done,
      List<RoundsResult> results,
      int to,
      String name) {
    int from = done.rounds();
    long start = System.nanoTime();
    List<RoundsResult> ordered = new ArrayList<>(results);
    ordered.sort(Comparator.comparingInt(result -> result.firstReplica));
    ModelState state = state(plan, before, ordered, from, to);
    long nanos = System.nanoTime() - start;
    nanos += ordered.stream().mapToLong(result -> result.averagingNanos).max().orElse(0);
    Progress progress = done;
    for (int round = from; round < to; round++) {
      double lossSum = 0;
      long correct = 0;
      long examples = 0;
      for (RoundsResult result : ordered) {
        for (int i = 0; i < result.lossSums[round - from].length; i++) {
          lossSum += result.lossSums[round - from][i];
          correct += result.correct[round - from][i];
          examples += plan.examples(result.firstReplica + i, round);
        }
      }
      progress = plan.after(progress, examples, lossSum, correct);
    }
    Finite.require(plan.topology(), state.weights(), progress.lossSum() - done.lossSum(), name);
    return new Outcome(state, progress, nanos / 1e9);
  }

  private static ModelState state(
      TrainingPlan plan, ModelState before, List<RoundsResult> results, int from, int to) {
    float[] shares = plan.shares(to - 1);
    float[] weights = root(results, shares, true);
    float[] updater = root(results, shares, false);
    float[] momentum = results.get(0).momentum;
    if (results.size() > 1) {
      // No task had all replicas to take the outer step itself.
      momentum = before.momentum().clone();
      plan.outer().apply(before.weights(), weights, momentum, 0, weights.length);
    }
    return new ModelState(weights, updater, momentum, before.iteration() + plan.steps(from, to));
  }

  private static float[] root(List<RoundsResult> results, float[] shares, boolean weights) {
    List<Part> parts = new ArrayList<>();
    for (RoundsResult result : results) {
      for (int s = 0; s < result.levels.length; s++) {
        Segment segment = new Segment(result.levels[s], result.positions[s]);
        parts.add(new Part(segment, weights ? result.weights[s] : result.updater[s]));
      }
    }
    return PairwiseSum.root(parts, shares);
  }
}
