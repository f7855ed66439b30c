package org.mnistspark.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.mnistspark.failure.ExitCode;
import org.mnistspark.job.ExportConfig;
import org.mnistspark.job.ExportFormat;
import org.mnistspark.job.ExportJob;
import org.mnistspark.report.Console;
import org.mnistspark.spark.session.Sessions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code export}. */
@Command(
    name = "export",
    description = "Writes a saved model in a format that other programs run.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class ExportCommand implements Callable<Integer> {
  private final PrintStream out;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "URI",
      description = "A model.zip, or a run directory.")
  private Place model;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "onnx",
      description = "onnx: one file, for any ONNX runtime.")
  private ExportFormat format;

  @Option(names = "--output", required = true, paramLabel = "URI", description = "File to write.")
  private Place output;

  @Option(names = "--overwrite", description = "Replace an existing file.")
  private boolean overwrite;

  @Mixin private ConsoleOptions console;

  ExportCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() throws IOException {
    ExportConfig config = new ExportConfig(model.text(), format, output.text(), overwrite);
    try (Console shown = console.open(out)) {
      shown.phase("starting Spark");
      Sessions.runSingleCoreTasks(
          "mnist-spark export",
          SessionDefaults.SETTINGS,
          spark -> {
            new ExportJob(spark, shown).run(config);
            return null;
          });
    }
    return ExitCode.OK.code();
  }
}
