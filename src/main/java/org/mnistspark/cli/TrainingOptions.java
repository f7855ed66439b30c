package org.mnistspark.cli;

import java.util.Optional;
import org.mnistspark.job.TrainingConfig;
import org.mnistspark.job.TrainingMasterChoice;
import picocli.CommandLine.Option;

/** What {@code train} takes about the training as a whole. */
final class TrainingOptions {
  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training set.")
  private int epochs;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Replicas; auto: the cluster's cores.")
  private String workers;

  @Option(
      names = "--from",
      paramLabel = "URI",
      description = "A model.zip or run directory whose weights training begins with.")
  private Place from;

  @Option(
      names = "--training-master",
      paramLabel = "NAME",
      description = "How training is distributed: averaging (fast), dl4j (DL4J's own).")
  private TrainingMasterChoice master;

  @Option(
      names = "--early-stopping-patience",
      paramLabel = "N",
      description =
          "Stop after this many epochs without a lower validation loss, and keep the best weights; off: never.")
  private String earlyStoppingPatience;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed that everything random derives from.")
  private long seed;

  TrainingConfig config() {
    return new TrainingConfig(
        master,
        Values.unlessAuto("--workers", workers),
        Optional.ofNullable(from).map(Place::text),
        epochs,
        Values.whole("--early-stopping-patience", earlyStoppingPatience, "off"),
        seed);
  }
}
