package org.mnistspark.dl4j;

/** A part of a model.zip is not what it should be; the message says what was found. */
final class MalformedModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MOST_CHARACTERS = 160;

  MalformedModelException(String found) {
    super(shown(found));
  }

  MalformedModelException(String found, Throwable cause) {
    super(shown(found), cause);
  }

  /** Text out of a file for a message: its first line, without control characters, not too long. */
  static String shown(String text) {
    String line = text.lines().findFirst().orElse("").replaceAll("[^\\x20-\\x7E]", "?");
    return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + "...";
  }
}
