package org.mnistspark.job;

import org.mnistspark.averaging.Progress;
import org.mnistspark.report.Console;
import org.mnistspark.run.record.EpochHistory;
import org.mnistspark.run.store.RunDirectory;
import org.mnistspark.run.store.RunFiles;

/** Shows epochs on the console. */
record ConsoleListener(Console console, int epochs, Training training, RunDirectory directory)
    implements TrainingListener {
  @Override
  public void epochBegins(Progress from) {
    console.epochBegins(from, epochs);
  }

  @Override
  public void epochEnds(EpochHistory epoch) {
    console.epochEnds(epoch);
  }

  @Override
  public void stopped() {
    console.stopped(
        training.history().size(), directory.location(), directory.exists(RunFiles.CHECKPOINTS));
  }
}
