package org.mnistspark.dl4j;

/** A part of a model.zip is not what it should be; the message says what was found. */
final class MalformedModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_CHARACTERS = 160;

  /** What to do about most of them. */
  static final String REMEDY = "name the model.zip of a run";

  private final String remedy;

  MalformedModelException(String found) {
    this(found, REMEDY);
  }

  MalformedModelException(String found, String remedy) {
    super(shown(found));
    this.remedy = remedy;
  }

  MalformedModelException(String found, Throwable cause) {
    this(found);
    initCause(cause);
  }

  /** What to do about it. */
  String remedy() {
    return remedy;
  }

  /** Text out of a file for a message: its first line, without control characters, not too long. */
  static String shown(String text) {
    String line = text.lines().findFirst().orElse("").replaceAll("[^\\x20-\\x7E]", "?");
    return line.length() <= MAX_CHARACTERS ? line : line.substring(0, MAX_CHARACTERS) + "...";
  }
}
