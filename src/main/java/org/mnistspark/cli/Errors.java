package org.mnistspark.cli;

import java.io.PrintWriter;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.mnistspark.failure.ExitCode;
import org.mnistspark.failure.JobException;
import org.mnistspark.failure.OneLine;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Exceptions to one line on stderr and an exit code. */
final class Errors {
  /** How messages name a setting. */
  private static final Pattern SETTING = Pattern.compile("`([a-z0-9][a-z0-9-]*)`");

  private Errors() {}

  static int usage(ParameterException error) {
    PrintWriter err = error.getCommandLine().getErr();
    err.println("mnist-spark: " + OneLine.of(error.getMessage()));
    UnmatchedArgumentException.printSuggestions(error, err);
    err.println("See " + error.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE.code();
  }

  /** A job's failure, also as its result on stdout; where there was no job, there is none. */
  static int reportResult(Throwable error, CommandLine at, boolean stacktrace) {
    int code = report(error, at, stacktrace);
    if (code != ExitCode.USAGE.code()) {
      at.getOut().println(ResultLine.ofFailure(code, line(error, at.getCommandSpec())));
    }
    return code;
  }

  private static String line(Throwable error, CommandSpec command) {
    return withOptions(OneLine.of(message(error)), command);
  }

  static int report(Throwable error, CommandLine at, boolean stacktrace) {
    PrintWriter err = at.getErr();
    err.println("mnist-spark: " + line(error, at.getCommandSpec()));
    if (stacktrace) {
      error.printStackTrace(err);
      err.flush();
    }
    return JobException.in(error).map(JobException::exitCode).orElse(ExitCode.FAILED).code();
  }

  /** Foreseen failures as they are; others with their type, because many say little without it. */
  private static String message(Throwable error) {
    return JobException.in(error)
        .map(Throwable::getMessage)
        .orElseGet(() -> "the job failed: " + error + " (--stacktrace shows where)");
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
}
