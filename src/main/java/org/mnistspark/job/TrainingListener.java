package org.mnistspark.job;

import org.mnistspark.averaging.Progress;
import org.mnistspark.run.record.EpochHistory;

/** Hears how a training goes, on the driver, between its epochs. */
interface TrainingListener {
  /** An epoch begins, or goes on from where it was left. */
  default void epochBegins(Progress from) {}

  /** An epoch has been trained and evaluated. */
  default void epochEnds(EpochHistory epoch) {}

  /** The training has been stopped, within an epoch or between two. */
  default void stopped() {}
}
