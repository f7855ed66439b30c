package org.mnistspark.job;

import java.util.Optional;
import java.util.OptionalInt;
import org.mnistspark.failure.Checks;

/**
 * How long a run trains, and on how many workers.
 *
 * @param master how the training is distributed
 * @param workers replicas; empty: the cluster's cores
 * @param from model.zip or run directory whose weights training begins with
 * @param epochs passes over the training set
 * @param earlyStoppingPatience epochs without a lower validation loss after which training ends
 *     with the best weights; empty: it goes to its end and keeps the last ones
 * @param seed everything random derives from it
 */
public record TrainingConfig(
    TrainingMasterChoice master,
    OptionalInt workers,
    Optional<String> from,
    int epochs,
    OptionalInt earlyStoppingPatience,
    long seed) {
  /** Checks the numbers. */
  public TrainingConfig {
    workers.ifPresent(count -> Checks.positive("workers", count));
    Checks.positive("epochs", epochs);
    earlyStoppingPatience.ifPresent(
        patience -> Checks.positive("early-stopping-patience", patience));
  }
}
