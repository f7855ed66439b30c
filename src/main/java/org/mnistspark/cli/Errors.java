package org.mnistspark.cli;

import java.io.PrintWriter;
import java.util.Optional;
import org.mnistspark.data.DataException;
import org.mnistspark.job.ConfigurationException;
import org.mnistspark.run.OutputException;
import org.mnistspark.run.OutputExistsException;
import org.mnistspark.spark.Causes;
import org.mnistspark.spark.MissingMasterException;
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

  static int report(Throwable error, PrintWriter err, boolean stacktrace) {
    Optional<DataException> data = Causes.dataException(error);
    Throwable cause = data.isPresent() ? data.get() : error;
    err.println("mnist-spark: " + oneLine(message(cause)));
    if (stacktrace) {
      error.printStackTrace(err);
      err.flush();
    }
    return code(cause);
  }

  private static int code(Throwable cause) {
    if (cause instanceof DataException) {
      return ExitCode.DATA;
    }
    if (cause instanceof OutputExistsException) {
      return ExitCode.OUTPUT_EXISTS;
    }
    if (cause instanceof ConfigurationException || cause instanceof MissingMasterException) {
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
            || cause instanceof MissingMasterException;
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
