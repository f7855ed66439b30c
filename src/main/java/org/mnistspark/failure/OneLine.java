package org.mnistspark.failure;

/**
 * One line of a message. Files and servers may put anything into one: a line must not move the
 * cursor or fill a log, and HDFS appends its stack trace.
 */
public final class OneLine {
  private static final int MAX_LENGTH = 2000;

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
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "...";
  }
}
