package org.mnistspark.averaging;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.mnistspark.averaging.PairwiseSum.Part;
import org.mnistspark.averaging.PairwiseSum.Segment;
import org.mnistspark.mlp.Finite;

/** Puts together what the tasks of one Spark job return. */
public final class Averaging {
  private Averaging() {}

  /**
   * The state after some rounds, and what they showed.
   *
   * @param state weighted means of the replicas: w = sum n_i w_i / sum n_i, the updater state
   *     likewise, with n_i the examples that replica i trained in the round
   * @param lossSum over the examples of these rounds, before each minibatch's update
   * @param correct of them
   * @param examples trained
   * @param averagingSeconds of these rounds that averaging took: here, and in the task where it
   *     took longest
   */
  public record Outcome(
      ModelState state, double lossSum, long correct, long examples, double averagingSeconds) {}

  /**
   * Averages the replicas of all tasks.
   *
   * @param before state at the beginning of round {@code from}
   * @param results of all tasks, in any order; their arrays are used up
   * @param name of these rounds for messages, such as "epoch 2, round 7"
   * @throws ArithmeticException when loss or weights are not finite
   */
  public static Outcome combine(
      TrainingPlan plan,
      ModelState before,
      List<RoundsResult> results,
      int from,
      int to,
      String name) {
    long start = System.nanoTime();
    List<RoundsResult> ordered = new ArrayList<>(results);
    ordered.sort(Comparator.comparingInt(result -> result.firstReplica));
    ModelState state = state(plan, before, ordered, from, to);
    long nanos = System.nanoTime() - start;
    nanos += ordered.stream().mapToLong(result -> result.averagingNanos).max().orElse(0);
    double lossSum = 0;
    long correct = 0;
    long examples = 0;
    for (int round = from; round < to; round++) {
      for (RoundsResult result : ordered) {
        for (int i = 0; i < result.lossSums[round - from].length; i++) {
          lossSum += result.lossSums[round - from][i];
          correct += result.correct[round - from][i];
          examples += plan.examples(result.firstReplica + i, round);
        }
      }
    }
    Finite.require(plan.topology(), state.weights(), lossSum, name);
    return new Outcome(state, lossSum, correct, examples, nanos / 1e9);
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
