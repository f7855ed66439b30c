package org.mnistspark.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.mnistspark.failure.ExitCode;
import org.mnistspark.job.TrainConfig;
import org.mnistspark.job.TrainJob;
import org.mnistspark.job.TrainResult;
import org.mnistspark.report.Console;
import org.mnistspark.spark.session.Sessions;
import org.mnistspark.spark.session.Termination;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code train}. */
@Command(
    name = "train",
    description = "Trains the network and leaves model, metrics and history in a run directory.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class TrainCommand implements Callable<Integer> {
  private final PrintStream out;
  private final Termination termination;

  @Mixin private DataOptions data;
  @Mixin private RunOptions run;
  @Mixin private TrainingOptions training;
  @Mixin private NetworkOptions network;
  @Mixin private AveragingOptions averaging;

  // Declared for the help page and so that it is a known option: Defaults reads it before parsing.
  @SuppressWarnings("UnusedVariable")
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Properties file with other defaults, keys as in conf/mnist.properties.")
  private String config;

  @Mixin private ConsoleOptions console;

  TrainCommand(PrintStream out, Termination termination) {
    this.out = out;
    this.termination = termination;
  }

  @Override
  public Integer call() throws IOException {
    // Before a session starts: wrong settings need none.
    TrainConfig settings = settings();
    TrainJob.loadLibraries();
    termination.watch();
    try (Console shown = console.open(out)) {
      shown.phase("starting Spark");
      TrainResult result =
          Sessions.run(
              "mnist-spark train",
              SessionDefaults.SETTINGS,
              spark -> new TrainJob(spark, shown).run(settings, termination));
      out.println(ResultLine.of(result));
      return result.status() == TrainResult.Status.SUCCEEDED
          ? ExitCode.OK.code()
          : ExitCode.FAILED.code();
    }
  }

  /** What the options and the defaults say. */
  TrainConfig settings() {
    return new TrainConfig(
        data.config(), network.config(), averaging.config(), training.config(), run.config());
  }
}
