package org.mnistspark.report;

import org.jline.utils.AttributedString;

/** Where lines go. */
interface Screen extends AutoCloseable {
  /** A whole line, which stays. */
  void line(AttributedString text);

  /** Replaces the last live line; any other line takes its place. */
  void live(AttributedString text);

  /** Whether live lines show. */
  boolean isLive();

  /** Columns. */
  int width();

  /** Whether this character can be shown. */
  boolean shows(char symbol);

  @Override
  void close();
}
