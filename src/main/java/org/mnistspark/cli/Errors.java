package org.mnistspark.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.mnistspark.data.DataException;
import org.mnistspark.files.UnusableLocationException;
import org.mnistspark.job.ConfigurationException;
import org.mnistspark.run.OutputException;
import org.mnistspark.run.OutputExistsException;
import org.mnistspark.spark.Causes;
import org.mnistspark.spark.InstallationException;
import org.mnistspark.spark.MissingMasterException;
import org.mnistspark.spark.NoExecutorException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Exceptions to one line on stderr and an exit code. */
final class Errors {
  private static final int MAX_MESSAGE = 2000;

  /** How messages name a setting. */
  private static final Pattern SETTING = Pattern.compile("`([a-z0-9][a-z0-9-]*)`");

  private Errors() {}

  static int usage(ParameterException error) {
    PrintWriter err = error.getCommandLine().getErr();
    err.println("mnist-spark: " + oneLine(error.getMessage()));
    UnmatchedArgumentException.printSuggestions(error, err);
    err.println("See " + error.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  /** A job's failure, also as its result on stdout; where there was no job, there is none. */
  static int reportResult(Throwable error, CommandLine at, boolean stacktrace) {
    int code = report(error, at, stacktrace);
    if (code != ExitCode.USAGE) {
      at.getOut().println(ResultLine.ofFailure(code, line(error, at.getCommandSpec())));
    }
    return code;
  }

  private static Throwable cause(Throwable error) {
    Optional<DataException> data = Causes.dataException(error);
    if (data.isPresent()) {
      return data.get();
    }
    Optional<UnusableLocationException> location =
        Causes.first(error, UnusableLocationException.class);
    return location.isPresent() ? location.get() : error;
  }

  private static String line(Throwable error, CommandSpec command) {
    return withOptions(oneLine(message(cause(error))), command);
  }

  static int report(Throwable error, CommandLine at, boolean stacktrace) {
    PrintWriter err = at.getErr();
    err.println("mnist-spark: " + line(error, at.getCommandSpec()));
    if (stacktrace) {
      error.printStackTrace(err);
      err.flush();
    }
    return code(cause(error));
  }

  private static int code(Throwable cause) {
    if (cause instanceof DataException) {
      return ExitCode.DATA;
    }
    if (cause instanceof OutputExistsException) {
      return ExitCode.OUTPUT_EXISTS;
    }
    if (cause instanceof ConfigurationException
        || cause instanceof UnusableLocationException
        || cause instanceof MissingMasterException
        || cause instanceof InstallationException) {
      return ExitCode.USAGE;
    }
    return ExitCode.FAILED;
  }

  /** Our own messages as they are; others with their type, because many say little without it. */
  private static String message(Throwable cause) {
    boolean ours =
        code(cause) != ExitCode.FAILED
            || cause instanceof OutputException
            || cause instanceof NoExecutorException;
    return ours ? cause.getMessage() : "the job failed: " + cause + " (--stacktrace shows where)";
  }

  /**
   * What sets a setting, where the command has an option for it: those who report what is wrong
   * know the setting, not the command.
   */
  private static String withOptions(String message, CommandSpec command) {
    return SETTING.matcher(message).replaceAll(found -> option(found, command));
  }

  private static String option(MatchResult setting, CommandSpec command) {
    String name = setting.group(1);
    return command.optionsMap().containsKey("--" + name) ? "--" + name : name;
  }

  /** Files may put anything into a message: no line of it may move the cursor, or fill a log. */
  private static String oneLine(String message) {
    String line =
        message
            .lines()
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse(message)
            .replaceAll("\\p{Cntrl}", "?");
    return line.length() <= MAX_MESSAGE ? line : line.substring(0, MAX_MESSAGE) + "...";
  }
}
