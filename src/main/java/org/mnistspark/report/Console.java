package org.mnistspark.report;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.mnistspark.averaging.Progress;
import org.mnistspark.data.Signature;
import org.mnistspark.evaluation.Metrics;
import org.mnistspark.evaluation.Prediction;
import org.mnistspark.run.record.EpochHistory;
import org.mnistspark.run.record.TrainingSummary;
import org.mnistspark.run.record.Validation;

/**
 * What a job says on stdout: on a terminal with a line that shows the progress of an epoch,
 * elsewhere in whole lines without any control character. Threads may share it.
 */
public final class Console implements AutoCloseable {
  private static final AttributedStyle WARNING =
      AttributedStyle.BOLD.foreground(AttributedStyle.YELLOW);
  private static final AttributedStyle RESULT =
      AttributedStyle.BOLD.foreground(AttributedStyle.GREEN);

  private final Screen screen;
  private final Detail detail;
  private final LongSupplier clock;
  private final Timings timings = new Timings();
  private Optional<EpochLine> running = Optional.empty();
  private String example = "image";

  Console(Screen screen, Detail detail, LongSupplier clock) {
    this.screen = screen;
    this.detail = detail;
    this.clock = clock;
  }

  /** Prints whole lines to this stream and leaves it open. */
  public Console(PrintStream out) {
    this(out, Detail.NORMAL);
  }

  /** Prints whole lines to this stream and leaves it open. */
  public Console(PrintStream out, Detail detail) {
    this(new LineScreen(out), detail, System::nanoTime);
  }

  /**
   * On the terminal of this process; empty when stdin or stdout is none, or is one that can only
   * print.
   *
   * @param out stdout
   */
  public static Optional<Console> onTerminal(PrintStream out, Detail detail, boolean colours) {
    return TerminalScreen.ofProcess(out, colours)
        .map(screen -> new Console(screen, detail, System::nanoTime));
  }

  /** A line as it is, whatever the detail. */
  public synchronized void line(String text) {
    screen.line(new AttributedString(text));
  }

  /** An informational line. */
  public synchronized void note(String text) {
    if (detail != Detail.QUIET) {
      line(text);
    }
  }

  /** Begins a phase of the job, which the next one ends. */
  public synchronized void phase(String name) {
    timings.phase(name, clock.getAsLong());
  }

  /** A part of a phase that was measured elsewhere. */
  public synchronized void part(String name, double seconds) {
    timings.part(name, seconds);
  }

  /** Says by the shape of one whether examples are called images; until then they are. */
  public synchronized void examples(List<Integer> shape) {
    example = Signature.numbered(shape, 1).isImage() ? "image" : "example";
  }

  /** What the notebook prints of a loaded set. */
  public synchronized void dataSet(
      String name, long count, List<Integer> shape, String type, List<String> firstLabels) {
    examples(shape);
    note(
        format(
            "%-6s %,d %ss, shape %s, type %s, first labels %s",
            name, count, example, shape, type, firstLabels));
  }

  /** Settings by name, when they are wanted. */
  public synchronized void settings(Map<String, ?> settings) {
    if (detail == Detail.VERBOSE) {
      line("");
      settings.forEach((name, value) -> line(format("%-24s %s", name, value)));
    }
  }

  /** The network's layers, and how its replicas train. */
  public synchronized void network(String summary, String averaging) {
    note("");
    summary.lines().forEach(this::note);
    note("");
    note(averaging);
    note("");
  }

  /** That an earlier start of the run left a checkpoint, from which it goes on. */
  public void resumed(Progress at) {
    note(
        format(
            "Resumed after epoch %d%s",
            at.epoch() - 1, at.rounds() > 0 ? ", round " + at.rounds() : ""));
  }

  /** That there is nothing to do. */
  public void finishedBefore(String location) {
    line("The run has already finished: " + Shell.quoted(location));
  }

  /** A normalizer that the model was saved with. */
  public void normalizer(String name) {
    note("Features go through the model's " + name);
  }

  /** How many predictions were made and where they are. */
  public synchronized void predicted(long rows, double seconds, String location) {
    note("");
    line(
        format(
            "Predicted %,d %ss in %.1fs, %,.0f %ss/s",
            rows, example, seconds, rows / seconds, example));
    line("Predictions: " + Shell.quoted(location));
  }

  /** That the run was asked to stop, after this many complete epochs. */
  public synchronized void stopped(int epochs, String location, boolean checkpoint) {
    note("");
    line(format("Stopped after %d complete epochs: %s", epochs, Shell.quoted(location)));
    line(
        checkpoint
            ? "A checkpoint is there: the same command with --resume goes on from it."
            : "There is no checkpoint (--checkpoint-every 0).");
  }

  /** How the held-out examples went. */
  public synchronized void validation(Validation validation, OptionalInt patience) {
    note("");
    line(
        format(
            "Validation accuracy %.4f, loss %.4f on %,d held-out %ss; lowest loss after epoch %d%s",
            validation.accuracy(),
            validation.loss(),
            validation.examples(),
            example,
            validation.bestEpoch(),
            patience.isPresent() ? ", whose weights are kept" : ""));
  }

  /** An epoch begins, or goes on from where it was left. */
  public synchronized void epochBegins(Progress from, int epochs) {
    EpochLine line =
        new EpochLine(from, epochs, clock.getAsLong(), !screen.shows('━'), example + "s");
    running = Optional.of(line);
    if (screen.isLive() && detail != Detail.QUIET) {
      screen.line(line.title());
    }
  }

  /** Shows the progress of the epoch; stale progress is ignored. */
  public synchronized void progress(Progress progress) {
    if (running.filter(line -> line.accept(progress)).isEmpty()) {
      return;
    }
    long now = clock.getAsLong();
    if (screen.isLive() && detail != Detail.QUIET) {
      screen.live(running.get().live(progress, now, screen.width() - 1));
    } else if (detail == Detail.VERBOSE) {
      screen.line(running.get().round(progress, now));
    }
  }

  /** The epoch that began has ended, and so has its evaluation. */
  public synchronized void epochEnds(EpochHistory epoch) {
    EpochLine line =
        running.orElseThrow(
            () -> new IllegalStateException("expected an epoch that had begun, found none"));
    running = Optional.empty();
    if (detail != Detail.QUIET) {
      screen.line(screen.isLive() ? line.done(epoch) : line.whole(epoch));
    }
  }

  /** How fast it went. */
  public synchronized void trained(TrainingSummary summary) {
    note("");
    note(
        format(
            "Trained %s in %.1f s: %,.0f %ss/s, %,d averagings",
            Numbers.of(summary.epochs(), "epoch", "epochs"),
            summary.trainSeconds(),
            summary.imagesPerSecond(),
            example,
            summary.rounds()));
  }

  /**
   * What came out on the test set, by class, too.
   *
   * @param classes their names, in the order of their numbers
   */
  public synchronized void metrics(Metrics metrics, List<String> classes) {
    note("");
    screen.line(
        new AttributedStringBuilder()
            .append("Test accuracy ")
            .styled(RESULT, format("%.4f", metrics.accuracy()))
            .append(
                format(
                    ", loss %.4f, macro F1 %.4f on %,d examples",
                    metrics.loss(), metrics.macroF1(), metrics.examples()))
            .toAttributedString());
    note(
        format(
            "Means over classes: precision %.4f, recall %.4f, F1 %.4f",
            metrics.macroPrecision(), metrics.macroRecall(), metrics.macroF1()));
    ResultTables tables = new ResultTables(screen, classes);
    notes(tables.perClass(metrics));
    notes(tables.confusion(metrics.confusion()));
  }

  /**
   * The first test examples: class, confidence, label, a mark where wrong.
   *
   * @param classes their names, in the order of their numbers
   */
  public synchronized void predictions(List<Prediction> predictions, List<String> classes) {
    if (!predictions.isEmpty()) {
      note("");
      note(format("First %d test %ss", predictions.size(), example));
      notes(new ResultTables(screen, classes).predictions(predictions, example));
    }
  }

  /** What must not be overlooked. */
  public synchronized void warnings(List<String> warnings) {
    for (String warning : warnings) {
      note("");
      warning(warning);
    }
  }

  /** Shows one warning at once. */
  public synchronized void warning(String text) {
    screen.line(new AttributedString("WARNING: " + text, WARNING));
  }

  /** Where the results are. */
  public synchronized void runDirectory(String location, List<String> files) {
    note("");
    line("Run directory: " + Shell.quoted(location));
    note("  " + String.join("  ", files));
  }

  /** The job is done: what took how long, when that is wanted. */
  public synchronized void done() {
    timings.end(clock.getAsLong());
    if (detail == Detail.VERBOSE) {
      line("");
      timings.seconds().forEach((name, took) -> line(format("%-24s %8.3f s", name, took)));
    }
  }

  /** Leaves the terminal, on a new line. */
  @Override
  public synchronized void close() {
    screen.close();
  }

  private void notes(List<AttributedString> lines) {
    if (detail != Detail.QUIET) {
      lines.forEach(screen::line);
    }
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
