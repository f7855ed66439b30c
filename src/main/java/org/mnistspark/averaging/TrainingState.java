package org.mnistspark.averaging;

/**
 * All that decides how a training goes on: what a checkpoint keeps. The order of examples derives
 * from seed, epoch and worker, so that no random state is part of it.
 *
 * @param model weights, updater state, outer momentum and iteration
 * @param progress in the epoch that is not complete
 */
public record TrainingState(ModelState model, Progress progress) {
  /** Complete epochs. */
  public int epochs() {
    return progress.epoch() - 1;
  }
}
