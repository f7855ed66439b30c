package org.mnistspark.averaging;

/**
 * Sees the rounds of a task go by, in their order. The task's thread calls it between rounds and
 * waits for it: what takes long belongs elsewhere.
 */
@FunctionalInterface
public interface RoundObserver {
  /** Looks away. */
  RoundObserver NONE = (round, lossSum, correct, examples) -> {};

  /**
   * The replicas of the task have trained a round, and their part of the average is made.
   *
   * @param round of the epoch, from 0
   * @param lossSum over the examples that these replicas trained in it
   * @param correct of them
   * @param examples trained
   */
  void round(int round, double lossSum, int correct, int examples);
}
