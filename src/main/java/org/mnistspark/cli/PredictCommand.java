package org.mnistspark.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import org.mnistspark.data.Split;
import org.mnistspark.failure.ExitCode;
import org.mnistspark.job.PredictConfig;
import org.mnistspark.job.PredictFormat;
import org.mnistspark.job.PredictJob;
import org.mnistspark.report.Console;
import org.mnistspark.spark.session.Sessions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code predict}. */
@Command(
    name = "predict",
    description =
        "Predicts the classes of images or rows with a saved model: prediction, confidence and probabilities, beside the input's"
            + " columns.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class PredictCommand implements Callable<Integer> {
  private final PrintStream out;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "URI",
      description = "A model.zip, or a run directory.")
  private Place model;

  @Option(
      names = "--input",
      required = true,
      arity = "1..*",
      paramLabel = "URI",
      description =
          "Arrays (IDX, npy, npz); PNG, JPEG, GIF, BMP or TIFF files or folders of them; tables (Parquet, ORC, Avro, JSON, CSV,"
              + " libsvm) with the columns that the model was trained on, or a column features. Files, folders or globs.")
  private List<Place> input;

  @Option(names = "--output", required = true, paramLabel = "URI", description = "Folder to make.")
  private Place output;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "parquet",
      description = "parquet, json, csv (with p0, p1, ... in place of the array).")
  private PredictFormat format;

  @Option(
      names = "--split",
      paramLabel = "NAME",
      defaultValue = "test",
      description = "Of a folder of arrays: train, test.")
  private Split split;

  @Option(names = "--keep-features", description = "Write the features, too.")
  private boolean keepFeatures;

  @Option(names = "--overwrite", description = "Replace an existing folder of predictions.")
  private boolean overwrite;

  @Mixin private ConsoleOptions console;

  PredictCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    // Before a session starts: wrong settings need none.
    PredictConfig config =
        new PredictConfig(
            model.text(),
            input.stream().map(Place::text).toList(),
            split,
            output.text(),
            format,
            keepFeatures,
            overwrite);
    try (Console shown = console.open(out)) {
      shown.phase("starting Spark");
      Sessions.runSingleCoreTasks(
          "mnist-spark predict",
          SessionDefaults.SETTINGS,
          spark -> new PredictJob(spark, shown).run(config));
    }
    return ExitCode.OK.code();
  }
}
