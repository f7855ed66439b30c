package org.mnistspark.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mnistspark.failure.ExitCode;
import org.mnistspark.job.EvaluateConfig;
import org.mnistspark.job.EvaluateJob;
import org.mnistspark.report.Console;
import org.mnistspark.spark.session.Sessions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evaluate}. */
@Command(
    name = "evaluate",
    description = "Evaluates a saved model on the test set of a data folder.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class EvaluateCommand implements Callable<Integer> {
  private final PrintStream out;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "URI",
      description = "A model.zip, or a run directory.")
  private Place model;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "URI",
      description =
          "Labelled data as train takes it: its test set, or all of it where it is not divided.")
  private Place data;

  @Mixin private ColumnOptions columns;

  @Option(
      names = "--output",
      paramLabel = "URI",
      description =
          "Folder to make for metrics.json, confusion_matrix.csv and report.html; without it figures are only printed.")
  private Place output;

  @Option(names = "--overwrite", description = "Replace an existing output folder.")
  private boolean overwrite;

  @Option(
      names = "--sample-predictions",
      paramLabel = "N",
      description = "First test images whose predictions are shown.")
  private int samplePredictions;

  @Mixin private ConsoleOptions console;

  EvaluateCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    EvaluateConfig config =
        new EvaluateConfig(
            model.text(),
            data.text(),
            columns.choice(),
            Optional.ofNullable(output).map(Place::text),
            overwrite,
            samplePredictions);
    try (Console shown = console.open(out)) {
      shown.phase("starting Spark");
      Sessions.runSingleCoreTasks(
          "mnist-spark evaluate",
          SessionDefaults.SETTINGS,
          spark -> new EvaluateJob(spark, shown).run(config));
    }
    return ExitCode.OK.code();
  }
}
