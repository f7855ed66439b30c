package org.mnistspark.bench;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines with SGR sequences (ECMA-48, 8.3.117) as a picture. */
final class TerminalSvg {
  private static final Pattern PART = Pattern.compile("\u001b\\[([0-9;]*)m|([^\u001b]+)");
  private static final double CHARACTER = 8.4;
  private static final int LINE = 19;
  private static final int MARGIN = 16;
  private static final String FOREGROUND = "#d4d7dd";
  private static final List<String> COLOURS =
      List.of(
          "#1d2027", "#ef6b73", "#6fcf7c", "#f0c362", "#6aa7f0", "#c58af0", "#5fc9d6", FOREGROUND);

  private String colour = FOREGROUND;
  private boolean bold;
  private boolean faint;

  private TerminalSvg() {}

  /** The lines without colours. */
  static String text(List<String> lines) {
    return String.join("\n", lines).replaceAll("\u001b\\[[0-9;]*m", "") + "\n";
  }

  /** The lines on a dark ground, this many columns wide. */
  static String render(List<String> lines, int columns) {
    StringBuilder svg = new StringBuilder();
    double width = columns * CHARACTER + 2 * MARGIN;
    int height = lines.size() * LINE + 2 * MARGIN;
    svg.append(
        String.format(
            Locale.ROOT,
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" width="%.0f" height="%d"
              font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14">
            <rect width="100%%" height="100%%" rx="8" fill="#1d2027"/>
            """,
            width,
            height,
            width,
            height));
    TerminalSvg state = new TerminalSvg();
    for (int i = 0; i < lines.size(); i++) {
      state.line(lines.get(i), MARGIN + LINE * (i + 1) - 5, svg);
    }
    return svg.append("</svg>\n").toString();
  }

  private void line(String line, int y, StringBuilder svg) {
    int column = 0;
    for (Matcher part = PART.matcher(line); part.find(); ) {
      if (part.group(2) == null) {
        style(part.group(1));
      } else {
        run(part.group(2), column, y, svg);
        column += part.group(2).length();
      }
    }
  }

  private void style(String codes) {
    for (String code : codes.split(";", -1)) {
      int number = code.isEmpty() ? 0 : Integer.parseInt(code);
      switch (number) {
        case 0 -> {
          colour = FOREGROUND;
          bold = false;
          faint = false;
        }
        case 1 -> bold = true;
        case 2 -> faint = true;
        case 22 -> {
          bold = false;
          faint = false;
        }
        case 39 -> colour = FOREGROUND;
        default -> {
          if (number >= 30 && number <= 37) {
            colour = COLOURS.get(number - 30);
          }
        }
      }
    }
  }

  /** Words stay in their columns whatever the font: its width is stated. */
  private void run(String text, int column, int y, StringBuilder svg) {
    if (text.isBlank()) {
      return;
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%d\" textLength=\"%.1f\" lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\" fill=\"%s\"%s%s>%s</text>%n",
            MARGIN + column * CHARACTER,
            y,
            text.length() * CHARACTER,
            colour,
            bold ? " font-weight=\"bold\"" : "",
            faint ? " opacity=\"0.5\"" : "",
            text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")));
  }
}
