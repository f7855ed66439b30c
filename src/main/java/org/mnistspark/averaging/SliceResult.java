package org.mnistspark.averaging;

import java.io.Serializable;

/**
 * What a task returns of the rounds that it trained with others: its slice of the state. A class,
 * not a record: Kryo 4 cannot set a record's fields.
 */
public final class SliceResult implements Serializable {
  private static final long serialVersionUID = 1L;

  final int task;
  final float[] weights;
  final float[] updater;
  final float[] momentum;
  final int rounds;
  final long examples;
  final double lossSum;
  final long correct;
  final long averagingNanos;

  /** Stays in the task's process. */
  private final transient ModelState state;

  /**
   * A slice.
   *
   * @param task whose it is
   * @param done progress of the epoch, of all tasks
   * @param state of all tasks; of the outer momentum this task's slice alone is right
   * @param averagingNanos what averaging took in this task, waiting for others included
   */
  SliceResult(
      int task,
      float[] weights,
      float[] updater,
      float[] momentum,
      ModelState state,
      Progress done,
      long averagingNanos) {
    this.task = task;
    this.weights = weights;
    this.updater = updater;
    this.momentum = momentum;
    this.rounds = done.rounds();
    this.examples = done.examples();
    this.lossSum = done.lossSum();
    this.correct = done.correct();
    this.averagingNanos = averagingNanos;
    this.state = state;
  }

  /** In the task that trained: what the next one of the same number can begin with. */
  public ModelState state() {
    return state;
  }

  /** Rounds of the epoch that are done. */
  public int rounds() {
    return rounds;
  }
}
