package org.mnistspark.run;

import java.util.List;
import java.util.Optional;

/**
 * All that a run needs to go on where it was. The order of examples derives from seed, epoch and
 * worker, so that there is no random state to keep.
 *
 * @param identity of the run
 * @param epochs complete ones
 * @param partial what the next epoch has behind it
 * @param history of the complete epochs
 * @param totals over all of them
 * @param state at this point
 * @param best the best epoch so far, where early stopping looks for it
 */
public record Checkpoint(
    RunIdentity identity,
    int epochs,
    Partial partial,
    List<EpochHistory> history,
    Totals totals,
    State state,
    Optional<Best> best) {

  /**
   * A part of an epoch.
   *
   * @param rounds averagings
   * @param lossSum over its examples, in nats
   * @param correct examples
   * @param examples trained
   * @param seconds of training
   */
  public record Partial(int rounds, double lossSum, long correct, long examples, double seconds) {}

  /**
   * Sums over complete epochs.
   *
   * @param seconds of training
   * @param examples trained
   * @param rounds averagings
   */
  public record Totals(double seconds, long examples, long rounds) {}

  /**
   * A network's state: flat arrays in DL4J's order, not copied.
   *
   * @param iteration minibatches that every replica has trained
   * @param weights one per parameter
   * @param updater state of the updater; may be empty
   * @param momentum of the outer step; may be empty
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared by no one; megabytes that nobody copies.
  public record State(int iteration, float[] weights, float[] updater, float[] momentum) {}

  /**
   * The epoch with the lowest validation loss.
   *
   * @param epoch counted from 1
   * @param loss on the validation examples
   * @param state after it
   */
  public record Best(int epoch, double loss, State state) {}

  /**
   * Copies the history.
   *
   * @throws IllegalArgumentException when it does not have the complete epochs
   */
  public Checkpoint {
    history = List.copyOf(history);
    if (history.size() != epochs) {
      throw new IllegalArgumentException(
          "expected a history of " + epochs + " epochs, found " + history.size());
    }
  }
}
