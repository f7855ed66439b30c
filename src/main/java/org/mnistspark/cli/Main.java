package org.mnistspark.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.failure.ExitCode;
import org.mnistspark.spark.session.InstallationException;
import org.mnistspark.spark.session.SparkVersion;
import org.mnistspark.spark.session.Termination;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.PropertiesDefaultProvider;
import picocli.CommandLine.Spec;

/**
 * The job's entry point: {@code spark-submit --class org.mnistspark.cli.Main
 * mnist-spark-VERSION-job.jar COMMAND}.
 */
@Command(
    name = "mnist-spark",
    description = "Trains the classic MNIST network on a Spark cluster by parameter averaging.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      ExportCommand.class,
      DataCommand.class
    },
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0  done",
      "  1  the job failed",
      "  2  wrong usage, configuration or installation",
      "  3  data missing or malformed",
      "  4  the output exists"
    })
public final class Main implements Runnable {
  private static final String SAMPLES = "sample-predictions";

  @Spec private CommandSpec spec;

  @Option(
      names = "--stacktrace",
      scope = CommandLine.ScopeType.INHERIT,
      description = "Print the stack trace of an error, too.")
  private boolean stacktrace;

  private Main() {}

  /** Runs the arguments and ends the process with the code that {@link #run} returns. */
  public static void main(String[] args) {
    // Charts are drawn to text; a display that the environment names is not asked for.
    System.setProperty("java.awt.headless", "true");
    int code = run(args, System.out, System.err);
    System.out.flush();
    if (code == ExitCode.OK.code() && ownedByYarn()) {
      return;
    }
    // Also ends the process while non-daemon threads of libraries are alive.
    System.exit(code);
  }

  /**
   * Whether the driver runs in YARN's application master (which sets both properties): it reports
   * an application that exits by itself as failed, whatever the code, and ends the process after
   * main.
   */
  private static boolean ownedByYarn() {
    return "yarn".equals(System.getProperty("spark.master"))
        && "cluster".equals(System.getProperty("spark.submit.deployMode"));
  }

  /**
   * Runs one command line.
   *
   * @param out for results and progress
   * @param err for errors
   * @return the exit code
   */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    try {
      SparkVersion.ofJob().require();
    } catch (InstallationException e) {
      // Not by way of the commands, whose classes may not link with that Spark.
      err.println("mnist-spark: " + e.getMessage());
      return ExitCode.USAGE.code();
    }
    try (Termination termination = new Termination()) {
      return run(args, out, err, termination);
    }
  }

  private static int run(String[] args, PrintStream out, PrintStream err, Termination termination) {
    Main main = new Main();
    CommandLine line = main.line(out, err, termination);
    try {
      setDefaults(line, Defaults.forArguments(args));
    } catch (ConfigurationException e) {
      return Errors.report(e, line, false);
    }
    try {
      return line.execute(args);
    } catch (Error e) {
      // Memory that is not enough, native libraries of another platform: picocli leaves them alone.
      return Errors.report(e, line, main.stacktrace);
    }
  }

  /** The command line with its defaults, for tests of what options mean. */
  static CommandLine line(
      String[] args, PrintStream out, PrintStream err, Termination termination) {
    CommandLine line = new Main().line(out, err, termination);
    setDefaults(line, Defaults.forArguments(args));
    return line;
  }

  private CommandLine line(PrintStream out, PrintStream err, Termination termination) {
    CommandLine line = new CommandLine(this, new Streams(out, termination));
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.registerConverter(Place.class, Place::of);
    line.registerConverter(Path.class, typed -> Place.of(typed).local());
    // Arguments are what they are; a file of any size behind an @ is none.
    line.setExpandAtFiles(false);
    line.setParameterExceptionHandler((error, ignored) -> Errors.usage(error));
    line.setExecutionExceptionHandler(
        (error, at, ignored) ->
            at.getCommand() instanceof TrainCommand
                ? Errors.reportResult(error, at, stacktrace)
                : Errors.report(error, at, stacktrace));
    return line;
  }

  private static void setDefaults(CommandLine line, Properties defaults) {
    Map<String, CommandLine> commands = line.getSubcommands();
    commands.get("train").setDefaultValueProvider(new PropertiesDefaultProvider(defaults));
    // Not all of them: evaluate has a --data, too, that must be named.
    Properties samples = new Properties();
    samples.setProperty(SAMPLES, defaults.getProperty(SAMPLES));
    commands.get("evaluate").setDefaultValueProvider(new PropertiesDefaultProvider(samples));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected a command, found none");
  }
}
