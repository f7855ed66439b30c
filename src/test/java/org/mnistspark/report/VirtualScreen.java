package org.mnistspark.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.LineDisciplineTerminal;

/** A terminal in memory that shows what its user would see. */
final class VirtualScreen {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Charset encoding;
  private final int columns;
  final Terminal terminal;

  VirtualScreen(int columns) {
    this(columns, StandardCharsets.UTF_8);
  }

  VirtualScreen(int columns, Charset encoding) {
    this.columns = columns;
    this.encoding = encoding;
    try {
      this.terminal = new LineDisciplineTerminal("test", "xterm-256color", bytes, encoding);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    terminal.setSize(new Size(columns, 24));
  }

  /** To be written to. */
  PrintStream out() {
    return new PrintStream(terminal.output());
  }

  /** All that was written. */
  String raw() {
    return bytes.toString(encoding);
  }

  /** Its lines, from the first; the one with the cursor is the last. Long ones wrap. */
  List<String> lines() {
    List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
    int column = 0;
    String text = raw().replaceAll("\u001b\\[[0-9;]*m|\u001b\\(B", "");
    for (int i = 0; i < text.length(); i++) {
      StringBuilder line = lines.get(lines.size() - 1);
      if (text.startsWith("\u001b[K", i)) {
        line.setLength(Math.min(column, line.length()));
        i += 2;
      } else if (text.charAt(i) == '\r') {
        column = 0;
      } else if (text.charAt(i) == '\n') {
        lines.add(new StringBuilder());
        column = 0;
      } else {
        if (column == columns) {
          line = new StringBuilder();
          lines.add(line);
          column = 0;
        }
        line.replace(column, Math.min(column + 1, line.length()), text.substring(i, i + 1));
        column++;
      }
    }
    return lines.stream().map(StringBuilder::toString).toList();
  }
}
