package org.mnistspark.averaging;

/**
 * Sees the rounds of an epoch go by, in their order, in task 0. The task's thread calls it in every
 * round, and waits for it: what takes long belongs elsewhere.
 */
@FunctionalInterface
public interface RoundObserver {
  /** Ignores every round, and stops at none. */
  RoundObserver NONE = progress -> false;

  /**
   * The replicas of all tasks have trained a round.
   *
   * @param progress of the epoch, with this round
   * @return whether to stop after it
   */
  boolean round(Progress progress);
}
