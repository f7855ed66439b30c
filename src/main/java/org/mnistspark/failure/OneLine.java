package org.mnistspark.failure;

import java.util.regex.Pattern;

/**
 * One line of a message. Files and servers may put anything into one: a line must not move the
 * cursor or fill a log, and HDFS appends its stack trace.
 */
public final class OneLine {
  private static final int MAX_LENGTH = 2000;

  /** What S3A makes of an error: operation, path, class, then twice what it says, with its ids. */
  private static final Pattern S3 =
      Pattern.compile(
          "(?:`[^']+': )?\\w+ on \\S+: com\\.amazonaws\\.[\\w.]+: (.+?)"
              + "(?: \\(Service: [^;]+; Status Code: \\d+; .*|: \\1)?$");

  private OneLine() {}

  /** The first line that is not blank, without control characters, cut after 2000 characters. */
  public static String of(String message) {
    String line =
        String.valueOf(message)
            .lines()
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse("")
            .replaceAll("\\p{Cntrl}", "?");
    // First: the search takes the square of the length.
    line = line.substring(0, Math.min(line.length(), 2 * MAX_LENGTH));
    line = S3.matcher(line).replaceFirst("$1");
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "...";
  }
}
