package org.mnistspark.report;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharsetEncoder;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedCharSequence.ForceMode;
import org.jline.utils.AttributedString;
import org.jline.utils.Curses;
import org.jline.utils.InfoCmp.Capability;

/**
 * A terminal that can go back to the beginning of its line. JLine knows it, but does not write to
 * it: when the process is asked to end, JLine closes its streams while the job still has to say
 * where it stopped.
 */
final class TerminalScreen implements Screen {
  private static final int USUAL_WIDTH = 80;

  private final Terminal terminal;
  private final PrintStream out;
  private final boolean colours;
  private final CharsetEncoder encoder;
  private volatile int width;
  private boolean live;

  TerminalScreen(Terminal terminal, PrintStream out, boolean colours) {
    this.terminal = terminal;
    this.out = new PrintStream(out, false, terminal.encoding());
    this.colours = colours;
    this.encoder = terminal.encoding().newEncoder();
    measure();
    // Asking starts a process, so that it is asked no oftener than the size changes.
    terminal.handle(Signal.WINCH, signal -> measure());
  }

  /** The process's terminal, if it has one for stdin and stdout and it can do what is needed. */
  static Optional<Screen> ofProcess(PrintStream stdout, boolean colours) {
    try {
      Terminal terminal =
          TerminalBuilder.builder()
              .system(true)
              .systemOutput(TerminalBuilder.SystemOutput.SysOut)
              .dumb(false)
              // Ctrl-C and SIGTERM stay the JVM's own.
              .nativeSignals(false)
              .build();
      if (can(terminal, Capability.carriage_return) && can(terminal, Capability.clr_eol)) {
        return Optional.of(new TerminalScreen(terminal, stdout, colours));
      }
      terminal.close();
      return Optional.empty();
    } catch (IOException | IllegalStateException e) {
      // Whole lines are right for whatever this is.
      return Optional.empty();
    }
  }

  private static boolean can(Terminal terminal, Capability capability) {
    return terminal.getStringCapability(capability) != null;
  }

  private void measure() {
    int columns = terminal.getWidth();
    width = columns > 0 ? columns : USUAL_WIDTH;
  }

  @Override
  public void line(AttributedString text) {
    erase();
    write(text);
    out.println();
    out.flush();
  }

  @Override
  public void live(AttributedString text) {
    erase();
    // The last column stays free: in it, some terminals would begin the next line.
    write(text.columnSubSequence(0, width - 1));
    out.flush();
    live = true;
  }

  private void erase() {
    if (live) {
      out.print(sequence(Capability.carriage_return));
      out.print(sequence(Capability.clr_eol));
      live = false;
    }
  }

  private String sequence(Capability capability) {
    return Curses.tputs(terminal.getStringCapability(capability));
  }

  private void write(AttributedString text) {
    out.print(colours ? coloured(text) : text.toString());
  }

  /** Without the alternate character set, into which JLine translates lines of a bar otherwise. */
  private String coloured(AttributedString text) {
    Integer colors = terminal.getNumericCapability(Capability.max_colors);
    return text.toAnsi(colors == null ? 8 : colors, ForceMode.None, terminal.getPalette());
  }

  @Override
  public boolean isLive() {
    return true;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public boolean shows(char symbol) {
    return encoder.canEncode(symbol);
  }

  /** What is on the live line stays. */
  @Override
  public void close() {
    if (live) {
      out.println();
      out.flush();
      live = false;
    }
    try {
      terminal.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot give the terminal back", e);
    }
  }
}
