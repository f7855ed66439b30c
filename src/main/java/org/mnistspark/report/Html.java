package org.mnistspark.report;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Set;

/** HTML in the making. Text and attribute values are escaped here, and nowhere else. */
final class Html {
  private static final Set<String> VOID = Set.of("meta", "link", "img", "br");

  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Opens an element; an element without content is closed at once.
   *
   * @param attributes names and values in turn; an empty value makes a boolean attribute
   */
  Html open(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]);
      if (!attributes[i + 1].isEmpty()) {
        out.append("=\"").append(escape(attributes[i + 1])).append('"');
      }
    }
    out.append('>');
    if (!VOID.contains(tag)) {
      open.push(tag);
    }
    return this;
  }

  /** Closes the innermost open element. */
  Html close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** Text as people read it. */
  Html text(String text) {
    out.append(escape(text));
    return this;
  }

  /** An element with text. */
  Html element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  /**
   * An element with a name: shortened in its middle where it is longer, and then whole as its
   * title.
   *
   * @param columns the most characters, of which wide ones count twice
   */
  Html name(String tag, String name, int columns, String... attributes) {
    String shown = Names.shortened(name, columns, "\u2026");
    if (shown.equals(name)) {
      return element(tag, name, attributes);
    }
    String[] titled = Arrays.copyOf(attributes, attributes.length + 2);
    titled[attributes.length] = "title";
    titled[attributes.length + 1] = name;
    return element(tag, shown, titled);
  }

  /** Markup that this project has made itself: never a value of the run. */
  Html markup(String trusted) {
    out.append(trusted);
    return this;
  }

  /** A line end, for who reads the source. */
  Html line() {
    out.append('\n');
    return this;
  }

  /** Everything, once all elements are closed. */
  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("expected closed elements only, found open " + open);
    }
    return out.toString();
  }

  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
