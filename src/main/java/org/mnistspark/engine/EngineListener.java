package org.mnistspark.engine;

import java.util.function.Supplier;
import org.mnistspark.averaging.ModelState;
import org.mnistspark.averaging.Progress;

/** Hears on the driver how an epoch goes, on one thread at a time, but not always the same. */
public interface EngineListener {
  /** A round is done. Not every round need be told, and one may be told again. */
  default void progress(Progress at) {}

  /**
   * Whether the driver needs the state after every round, so that every round is a Spark job; asked
   * before each job. Otherwise it gets one at the end of an epoch, and about twice a minute.
   */
  default boolean everyRound() {
    return false;
  }

  /**
   * The driver has a new state.
   *
   * @param state after the averaging, in DL4J's order; made when it is asked for
   * @param before of the epoch, at the state before
   * @param now at this one
   * @param times of what led to it
   */
  default void averaged(Supplier<ModelState> state, Progress before, Progress now, Times times) {}

  /**
   * When things happened, in epoch milliseconds.
   *
   * @param start of the Spark job
   * @param trained when its results were there
   * @param averaged when the state was there
   */
  record Times(long start, long trained, long averaged) {}
}
