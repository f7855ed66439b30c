package org.mnistspark.cli;

import java.io.PrintWriter;
import java.util.Optional;
import org.mnistspark.data.DataException;
import org.mnistspark.job.ConfigurationException;
import org.mnistspark.run.OutputException;
import org.mnistspark.run.OutputExistsException;
import org.mnistspark.spark.Causes;
import org.mnistspark.spark.InstallationException;
import org.mnistspark.spark.MissingMasterException;
import org.mnistspark.spark.NoExecutorException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Exceptions to one line on stderr and an exit code. */
final class Errors {
  private static final int MAX_MESSAGE = 2000;

  private Errors() {}

  static int usage(ParameterException error) {
    PrintWriter err = error.getCommandLine().getErr();
    err.println("mnist-spark: " + oneLine(error.getMessage()));
    UnmatchedArgumentException.printSuggestions(error, err);
    err.println("See " + error.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  /** A job's failure, also as its result on {@code out}; where there was no job, there is none. */
  static int reportResult(Throwable error, PrintWriter out, PrintWriter err, boolean stacktrace) {
    int code = report(error, err, stacktrace);
    if (code != ExitCode.USAGE) {
      out.println(ResultLine.ofFailure(code, line(error)));
    }
    return code;
  }

  private static Throwable cause(Throwable error) {
    Optional<DataException> data = Causes.dataException(error);
    return data.isPresent() ? data.get() : error;
  }

  private static String line(Throwable error) {
    return oneLine(message(cause(error)));
  }

  static int report(Throwable error, PrintWriter err, boolean stacktrace) {
    err.println("mnist-spark: " + line(error));
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
        || cause instanceof MissingMasterException
        || cause instanceof InstallationException) {
      return ExitCode.USAGE;
    }
    return ExitCode.FAILED;
  }

  /** Our own messages as they are; others with their type, because many say little without it. */
  private static String message(Throwable cause) {
    boolean ours =
        cause instanceof DataException
            || cause instanceof OutputExistsException
            || cause instanceof OutputException
            || cause instanceof ConfigurationException
            || cause instanceof MissingMasterException
            || cause instanceof InstallationException
            || cause instanceof NoExecutorException;
    return ours ? cause.getMessage() : "the job failed: " + cause + " (--stacktrace shows where)";
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
