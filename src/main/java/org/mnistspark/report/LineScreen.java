package org.mnistspark.report;

import java.io.PrintStream;
import org.jline.utils.AttributedString;

/** A file or a pipe: whole lines without colours. */
record LineScreen(PrintStream out) implements Screen {
  @Override
  public void line(AttributedString text) {
    out.println(text);
  }

  @Override
  public void live(AttributedString text) {
    // A line that changes is none here.
  }

  @Override
  public boolean isLive() {
    return false;
  }

  @Override
  public int width() {
    return Integer.MAX_VALUE;
  }

  @Override
  public boolean shows(char symbol) {
    return symbol < 128;
  }

  /** The stream is another's. */
  @Override
  public void close() {
    out.flush();
  }
}
