package org.mnistspark.report;

import org.jline.utils.AttributedString;

/**
 * Names of classes and features as people may see them. They come with the data, so they may be
 * anything: control characters, which a terminal would obey, line ends, right-to-left overrides, a
 * megabyte of text, or nothing at all.
 */
final class Names {
  /** No name needs more code points, not even where there is room for all of it. */
  private static final int MAX_LENGTH = 200;

  private static final int REPLACEMENT = 0xFFFD;
  private static final int NON_JOINER = 0x200C;
  private static final int JOINER = 0x200D;

  private Names() {}

  /** A name of which every part can be seen; in quotes if there is nothing to be seen. */
  static String visible(String name) {
    StringBuilder text = new StringBuilder();
    name.codePoints().limit(MAX_LENGTH).map(Names::shown).forEach(text::appendCodePoint);
    if (text.codePoints().allMatch(Names::isSpace)) {
      return '"' + text.toString() + '"';
    }
    boolean cut = name.codePoints().skip(MAX_LENGTH).findAny().isPresent();
    return cut ? text + "\u2026" : text.toString();
  }

  private static int shown(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          REPLACEMENT;
      // Without the joiners, some words of Persian or Hindi would be other words.
      case Character.FORMAT -> isJoiner(codePoint) ? codePoint : REPLACEMENT;
      // U+FFFE and its like are in no XML document.
      default -> (codePoint & 0xFFFE) == 0xFFFE ? REPLACEMENT : codePoint;
    };
  }

  private static boolean isJoiner(int codePoint) {
    return codePoint == NON_JOINER || codePoint == JOINER;
  }

  private static boolean isSpace(int codePoint) {
    return Character.isSpaceChar(codePoint) || isJoiner(codePoint);
  }

  /**
   * A text of at most this many columns, or one more where a wide character lies across the cut:
   * its beginning and its end, which often tell more than its middle.
   *
   * @param gap what stands for the middle
   */
  static String shortened(String text, int columns, String gap) {
    AttributedString all = new AttributedString(text);
    int width = all.columnLength();
    if (width <= columns) {
      return text;
    }
    int kept = Math.max(2, columns - gap.length());
    int head = (kept + 1) / 2;
    return all.columnSubSequence(0, head)
        + gap
        + all.columnSubSequence(width - (kept - head), width);
  }

  /** Columns of a terminal: East Asian characters take two, accents by themselves none. */
  static int columns(String text) {
    return new AttributedString(text).columnLength();
  }
}
