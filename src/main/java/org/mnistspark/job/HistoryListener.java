package org.mnistspark.job;

import org.mnistspark.run.record.EpochHistory;
import org.mnistspark.run.record.HistoryCsv;
import org.mnistspark.run.record.HistoryJsonl;
import org.mnistspark.run.store.RunDirectory;
import org.mnistspark.run.store.RunFiles;

/** Keeps history.csv and history.jsonl up to date. */
record HistoryListener(Training training, RunDirectory directory) implements TrainingListener {
  @Override
  public void epochEnds(EpochHistory epoch) {
    directory.publish(RunFiles.HISTORY, HistoryCsv.render(training.history()));
    directory.publish(RunFiles.HISTORY_LINES, HistoryJsonl.render(training.history()));
  }
}
