package org.mnistspark.report;

import java.util.regex.Pattern;

/** What people paste into a shell. */
final class Shell {
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_@%+=:,./-]+");

  private Shell() {}

  /** A text as one word of a command, in quotes if it needs them. */
  static String quoted(String text) {
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
