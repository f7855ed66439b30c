package org.mnistspark.cli;

import org.mnistspark.job.DataConfig;
import picocli.CommandLine.Option;

/** What {@code train} takes about the data. */
final class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "URI",
      description =
          "Folder with the four IDX files, plain or .gz. auto: data/mnist, else downloaded from public mirrors, else"
              + " (offline) synthetic digits.")
  private Place data;

  @Option(
      names = "--validation-fraction",
      paramLabel = "X",
      description =
          "Part of the training set that is held out and evaluated after every epoch, instead of the test set.")
  private double validationFraction;

  DataConfig config() {
    return new DataConfig(Values.unlessAuto(data.text()), "data", validationFraction);
  }
}
