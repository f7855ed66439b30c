package org.mnistspark.run.checkpoint;

import java.util.List;
import java.util.Optional;
import org.mnistspark.averaging.ModelState;
import org.mnistspark.averaging.TrainingState;
import org.mnistspark.run.record.EpochHistory;
import org.mnistspark.run.record.RunIdentity;

/**
 * All that a run needs to go on where it was. The order of examples derives from seed, epoch and
 * worker, so that there is no random state to keep.
 *
 * @param identity of the run
 * @param state at this point
 * @param partialSeconds of training in the epoch that is not complete
 * @param history of the complete epochs
 * @param totals over all of them
 * @param best the best epoch so far, where early stopping looks for it
 */
public record Checkpoint(
    RunIdentity identity,
    TrainingState state,
    double partialSeconds,
    List<EpochHistory> history,
    Totals totals,
    Optional<Best> best) {

  /**
   * Sums over complete epochs.
   *
   * @param seconds of training
   * @param examples trained
   * @param rounds averagings
   */
  public record Totals(double seconds, long examples, long rounds) {}

  /**
   * The epoch with the lowest validation loss.
   *
   * @param epoch counted from 1
   * @param loss on the validation examples
   * @param state after it
   */
  public record Best(int epoch, double loss, ModelState state) {}

  /**
   * Copies the history.
   *
   * @throws IllegalArgumentException when it does not have the complete epochs
   */
  public Checkpoint {
    history = List.copyOf(history);
    if (history.size() != state.epochs()) {
      throw new IllegalArgumentException(
          "expected a history of " + state.epochs() + " epochs, found " + history.size());
    }
  }
}
