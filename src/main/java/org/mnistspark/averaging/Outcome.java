package org.mnistspark.averaging;

import java.util.List;
import java.util.function.Function;
import org.mnistspark.mlp.Finite;

/**
 * The state after some rounds, and what they showed.
 *
 * @param state weighted means of the replicas: w = sum n_i w_i / sum n_i, the updater state in the
 *     same way, with n_i the examples that replica i trained in the round; after the outer step
 * @param progress of the epoch, after them
 * @param averagingSeconds of these rounds that averaging took, in the task where it took longest
 */
public record Outcome(ModelState state, Progress progress, double averagingSeconds) {

  /**
   * Puts the slices of all tasks together.
   *
   * @param before state at the beginning of these rounds
   * @param done progress at their beginning
   * @param slices of all tasks, in the order of the tasks
   * @throws ArithmeticException when loss or weights are not finite; the message names epoch and
   *     rounds
   */
  public static Outcome of(
      TrainingPlan plan, ModelState before, Progress done, List<SliceResult> slices) {
    for (int task = 0; task < slices.size(); task++) {
      if (slices.get(task).task != task) {
        throw new IllegalArgumentException(
            "expected the slice of task %s, found that of task %s"
                .formatted(task, slices.get(task).task));
      }
    }
    SliceResult first = slices.get(0);
    Progress now =
        plan.counted(
            new Progress(
                done.epoch(), first.rounds, 0, 0, first.examples, first.lossSum, first.correct));
    ModelState state =
        new ModelState(
            whole(slices, slice -> slice.weights),
            whole(slices, slice -> slice.updater),
            whole(slices, slice -> slice.momentum),
            before.iteration() + plan.steps(done.rounds(), now.rounds()));
    Finite.require(
        plan.topology(), state.weights(), now.lossSum() - done.lossSum(), name(done, now));
    long nanos = slices.stream().mapToLong(slice -> slice.averagingNanos).max().orElseThrow();
    return new Outcome(state, now, nanos / 1e9);
  }

  private static String name(Progress done, Progress now) {
    int from = done.rounds() + 1;
    String rounds =
        now.rounds() == from ? "round " + from : "rounds " + from + " to " + now.rounds();
    return "epoch " + done.epoch() + ", " + rounds;
  }

  private static float[] whole(List<SliceResult> slices, Function<SliceResult, float[]> part) {
    if (slices.size() == 1) {
      return part.apply(slices.get(0));
    }
    int length = slices.stream().mapToInt(slice -> part.apply(slice).length).sum();
    float[] whole = new float[length];
    int at = 0;
    for (SliceResult slice : slices) {
      float[] values = part.apply(slice);
      System.arraycopy(values, 0, whole, at, values.length);
      at += values.length;
    }
    return whole;
  }
}
