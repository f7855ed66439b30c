package org.mnistspark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.mnistspark.averaging.Progress;
import org.mnistspark.run.record.EpochHistory;

/**
 * The line of an epoch, in the form of Keras' progress bar (keras/src/utils/progbar.py): steps,
 * bar, time left or taken, time per step, means.
 */
final class EpochLine {
  private static final AttributedStyle FILLED =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
  private static final AttributedStyle EMPTY = AttributedStyle.DEFAULT.faint();
  private static final int BAR = 20;
  private static final int SHORTEST_BAR = 5;

  private final int epoch;
  private final int epochs;
  private final long start;
  private final boolean plainBar;
  private final String examples;
  private final long examplesBefore;
  private Optional<Progress> last = Optional.empty();

  /**
   * An epoch that begins, or goes on.
   *
   * @param from where it was left
   * @param start nanoseconds
   * @param plainBar of ASCII characters
   * @param examples what examples are called
   */
  EpochLine(Progress from, int epochs, long start, boolean plainBar, String examples) {
    this.epoch = from.epoch();
    this.examplesBefore = from.examples();
    this.epochs = epochs;
    this.start = start;
    this.plainBar = plainBar;
    this.examples = examples;
  }

  /** False for what is not news: another epoch, or steps of a task that runs again. */
  boolean accept(Progress progress) {
    boolean news =
        progress.epoch() == epoch
            && last.filter(before -> before.step() >= progress.step()).isEmpty();
    if (news) {
      last = Optional.of(progress);
    }
    return news;
  }

  /** {@code Epoch 1/5}. */
  AttributedString title() {
    return new AttributedString("Epoch " + epoch + "/" + epochs);
  }

  /** The state of things on a line of at most {@code columns}. */
  AttributedString live(Progress at, long now, int columns) {
    double seconds = seconds(now);
    double perStep = seconds / ownSteps(at);
    double left = perStep * (at.steps() - at.step());
    List<String> means = new ArrayList<>(trained(at.accuracy(), at.loss()));
    means.add(
        String.format(
            Locale.ROOT, "%,.0f %s/s", (at.examples() - examplesBefore) / seconds, examples));
    for (int kept = means.size(); kept > 0; kept--) {
      int bar = columns - line(at, 0, left, perStep, means.subList(0, kept)).columnLength();
      if (bar >= SHORTEST_BAR) {
        return line(at, Math.min(BAR, bar), left, perStep, means.subList(0, kept));
      }
    }
    return line(at, SHORTEST_BAR, left, perStep, List.of());
  }

  /** The end of it on a terminal. */
  AttributedString done(EpochHistory history) {
    List<String> means = means(history);
    if (last.isEmpty()) {
      return new AttributedString(time(history.seconds()) + " - " + String.join(" - ", means));
    }
    double perStep = history.seconds() / last.get().steps();
    return line(last.get(), BAR, history.seconds(), perStep, means);
  }

  /** An epoch on a line of its own. */
  AttributedString whole(EpochHistory history) {
    return new AttributedString(
        title()
            + String.format(
                Locale.ROOT,
                " - %.1fs - %,.0f %s/s - ",
                history.seconds(),
                history.imagesPerSecond(),
                examples)
            + String.join(" - ", means(history)));
  }

  /** A round on a line of its own. */
  AttributedString round(Progress at, long now) {
    return new AttributedString(
        String.format(
            Locale.ROOT,
            "%s - step %d/%d - %.1fs - %s",
            title(),
            at.step(),
            at.steps(),
            seconds(now),
            String.join(" - ", trained(at.accuracy(), at.loss()))));
  }

  private AttributedString line(
      Progress at, int bar, double time, double secondsPerStep, List<String> means) {
    int width = String.valueOf(at.steps()).length();
    int filled = (int) ((long) bar * at.step() / at.steps());
    AttributedStringBuilder line =
        new AttributedStringBuilder()
            .styled(AttributedStyle.BOLD, String.format(Locale.ROOT, "%" + width + "d", at.step()))
            .styled(AttributedStyle.BOLD, "/" + at.steps())
            .append(" ")
            .styled(FILLED, (plainBar ? "=" : "━").repeat(filled))
            .styled(EMPTY, (plainBar ? "." : "─").repeat(bar - filled))
            .append(" ")
            .styled(AttributedStyle.BOLD, time(time))
            .append(" ")
            .append(perStep(secondsPerStep));
    means.forEach(mean -> line.append(" - ").append(mean));
    return line.toAttributedString();
  }

  /** Steps since this start of the run: the seconds are of these. */
  private double ownSteps(Progress at) {
    return at.step() * (double) (at.examples() - examplesBefore) / at.examples();
  }

  private double seconds(long now) {
    return Math.max(1, now - start) / 1e9;
  }

  private static List<String> trained(double accuracy, double loss) {
    return List.of(mean("accuracy", accuracy), mean("loss", loss));
  }

  private static List<String> means(EpochHistory history) {
    List<String> means = new ArrayList<>(trained(history.trainAccuracy(), history.trainLoss()));
    means.add(mean("val_accuracy", history.evalAccuracy()));
    means.add(mean("val_loss", history.evalLoss()));
    return means;
  }

  private static String mean(String name, double value) {
    // As Keras: small values would be all zeros.
    return String.format(Locale.ROOT, value > 1e-3 ? "%s: %.4f" : "%s: %.4e", name, value);
  }

  private static String perStep(double seconds) {
    if (seconds >= 1) {
      return Math.round(seconds) + "s/step";
    }
    return seconds >= 1e-3
        ? Math.round(seconds * 1e3) + "ms/step"
        : Math.round(seconds * 1e6) + "us/step";
  }

  private static String time(double seconds) {
    long whole = (long) seconds;
    if (whole >= 3600) {
      return String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }
    return whole >= 60
        ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
        : whole + "s";
  }
}
