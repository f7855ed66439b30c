package org.mnistspark.cli;

import java.io.PrintStream;
import org.mnistspark.report.Console;
import org.mnistspark.report.Detail;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** What a job says, and how: the one place that decides about terminal and colours. */
final class ConsoleOptions {
  /** One or the other. */
  static final class Amount {
    @Option(
        names = {"-q", "--quiet"},
        description = "Print results and warnings only.")
    private boolean quiet;

    @Option(
        names = {"-v", "--verbose"},
        description = "Also print settings, rounds and what took how long.")
    private boolean verbose;
  }

  @ArgGroup private Amount amount = new Amount();

  /**
   * The process's own stdout may be a terminal, where picocli's rules for colours hold as for its
   * help pages, NO_COLOR among them; any other stream gets whole lines.
   */
  @SuppressWarnings({
    "ReferenceEquality", // Is it that very stream?
    "SystemConsoleNull" // From Java 22 on never null, and then JLine finds out, in 0.1 s.
  })
  Console open(PrintStream out) {
    Detail detail = detail();
    boolean perhapsTerminal = out == System.out && System.console() != null;
    return perhapsTerminal && detail != Detail.QUIET
        ? Console.onTerminal(out, detail, Ansi.AUTO.enabled())
            .orElseGet(() -> new Console(out, detail))
        : new Console(out, detail);
  }

  private Detail detail() {
    if (amount.quiet) {
      return Detail.QUIET;
    }
    return amount.verbose ? Detail.VERBOSE : Detail.NORMAL;
  }
}
