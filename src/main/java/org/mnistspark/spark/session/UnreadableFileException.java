package org.mnistspark.spark.session;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkException;
import org.mnistspark.failure.Causes;
import org.mnistspark.failure.ExitCode;
import org.mnistspark.failure.JobException;
import org.mnistspark.failure.OneLine;

/** A reader of Spark could not read a file that it had opened: it is damaged, or gone. */
public final class UnreadableFileException extends JobException {
  private static final long serialVersionUID = 1L;

  /** What all of Spark's file formats say, from 3.5 to 4. */
  private static final Pattern READING =
      Pattern.compile("Encountered error while reading file (\\S+?)\\.(?:\\s|$)");

  private UnreadableFileException(String message, Throwable cause) {
    super(ExitCode.DATA, message, cause);
  }

  /**
   * That failure inside those that Spark wraps around it. Failures of the network and of the file
   * system are others: they may be over when the job is run again.
   */
  public static Optional<UnreadableFileException> within(Throwable thrown) {
    return Causes.first(thrown, SparkException.class, failure -> reading(failure).find())
        .filter(
            failure ->
                Causes.first(failure, Throwable.class, UnreadableFileException::isElsewhere)
                    .isEmpty())
        .map(UnreadableFileException::of);
  }

  private static Matcher reading(SparkException failure) {
    return READING.matcher(String.valueOf(failure.getMessage()));
  }

  private static boolean isElsewhere(Throwable cause) {
    String type = cause.getClass().getName();
    return type.startsWith("java.net.") || type.startsWith("org.apache.hadoop.");
  }

  private static UnreadableFileException of(SparkException failure) {
    Matcher reading = reading(failure);
    Throwable cause = Optional.ofNullable(failure.getCause()).orElse(failure);
    String file = reading.find() ? reading.group(1) : "a file";
    return new UnreadableFileException(
        "%s: expected a file that can be read to its end, found %s; it is damaged: get it again, or write it anew"
            .formatted(file, OneLine.of(cause.toString())),
        failure);
  }
}
