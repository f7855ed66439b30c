package org.mnistspark.job;

import org.mnistspark.run.checkpoint.Checkpoints;
import org.mnistspark.run.record.EpochHistory;
import org.mnistspark.run.record.RunIdentity;

/**
 * Writes checkpoints.
 *
 * @param every epochs between them; 0: none
 */
record CheckpointListener(
    int every, Training training, RunIdentity identity, Checkpoints checkpoints)
    implements TrainingListener {
  @Override
  public void epochEnds(EpochHistory epoch) {
    if (every > 0 && epoch.epoch() % every == 0) {
      save();
    }
  }

  @Override
  public void stopped() {
    if (every > 0) {
      save();
    }
  }

  private void save() {
    checkpoints.save(training.checkpoint(identity));
  }
}
