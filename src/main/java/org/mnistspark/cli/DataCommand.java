package org.mnistspark.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mnistspark.data.MnistDownload;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.failure.ExitCode;
import org.mnistspark.job.DescribeJob;
import org.mnistspark.report.Console;
import org.mnistspark.spark.session.Sessions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code data fetch|synthesize|describe}: none of them needs Spark, but for tables. */
@Command(
    name = "data",
    description = "Fetches, draws and describes data sets.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DataCommand.Fetch.class,
      DataCommand.Synthesize.class,
      DataCommand.Describe.class
    })
final class DataCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "data: expected fetch, synthesize or describe, found none");
  }

  /** {@code data fetch}. */
  @Command(
      name = "fetch",
      description = "Downloads MNIST from public mirrors and verifies its content.",
      mixinStandardHelpOptions = true,
      showDefaultValues = true)
  static final class Fetch implements Callable<Integer> {
    private final PrintStream out;

    @Option(
        names = "--output",
        paramLabel = "DIR",
        defaultValue = "data/mnist",
        description = "Where the files land.")
    private Path output;

    Fetch(PrintStream out) {
      this.out = out;
    }

    @Override
    public Integer call() throws IOException {
      MnistDownload.ofDefaults(out::println).fetch(output);
      out.println("MNIST is in " + output);
      return ExitCode.OK.code();
    }
  }

  /** {@code data synthesize}. */
  @Command(
      name = "synthesize",
      description = "Draws handwriting-like digits in MNIST's format.",
      mixinStandardHelpOptions = true,
      showDefaultValues = true)
  static final class Synthesize implements Callable<Integer> {
    private final PrintStream out;

    @Option(
        names = "--train",
        paramLabel = "N",
        defaultValue = "60000",
        description = "Training images.")
    private int train;

    @Option(
        names = "--test",
        paramLabel = "N",
        defaultValue = "10000",
        description = "Test images.")
    private int test;

    @Option(
        names = "--seed",
        paramLabel = "N",
        defaultValue = "42",
        description = "Same seed, same images.")
    private long seed;

    @Option(
        names = "--output",
        paramLabel = "DIR",
        required = true,
        description = "Folder to make.")
    private Path output;

    Synthesize(PrintStream out) {
      this.out = out;
    }

    @Override
    public Integer call() throws IOException {
      Values.positive("--train", train);
      Values.positive("--test", test);
      SyntheticDigits.write(output, train, test, seed);
      out.printf(Locale.ROOT, "%,d training and %,d test images are in %s%n", train, test, output);
      return ExitCode.OK.code();
    }
  }

  /** {@code data describe}. */
  @Command(
      name = "describe",
      description = "Prints counts, shape, type, classes, first labels and digests of data.",
      mixinStandardHelpOptions = true)
  static final class Describe implements Callable<Integer> {
    private final PrintStream out;

    @Option(
        names = "--data",
        paramLabel = "URI",
        required = true,
        description = "Labelled data as train takes it.")
    private Place data;

    @Mixin private ColumnOptions columns;

    Describe(PrintStream out) {
      this.out = out;
    }

    @Override
    public Integer call() throws IOException {
      DescribeJob job = new DescribeJob(new Console(out), data.text(), columns.choice());
      if (job.needsSession()) {
        Sessions.runSingleCoreTasks(
            "mnist-spark data describe", SessionDefaults.SETTINGS, job::run);
      } else {
        job.run();
      }
      return ExitCode.OK.code();
    }
  }
}
