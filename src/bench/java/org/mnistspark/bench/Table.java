package org.mnistspark.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The results in Markdown. */
final class Table {
  private final int rounds;
  private final double goal;
  private final double[] limits;
  private final List<Scores> all;
  private final Optional<Scores> job;

  /**
   * A table.
   *
   * @param limits images per second of one thread, every measurement
   * @param all rows below the limit
   */
  Table(int rounds, double goal, double[] limits, List<Scores> all) {
    this.rounds = rounds;
    this.goal = goal;
    this.limits = limits;
    this.all = all;
    this.job = all.stream().filter(scores -> scores.entry().part() == Entry.JOB).findFirst();
  }

  String render() {
    StringBuilder text = new StringBuilder();
    row(
        text,
        "",
        "images/s, median",
        "min to max",
        "of the SGEMM limit",
        "the job is faster by",
        "test accuracy after " + rounds + " epochs",
        format("seconds to %.2f", goal));
    text.append("| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    limit(text, 1);
    if (Setup.cores() > 1) {
      limit(text, Setup.cores());
    }
    all.forEach(scores -> row(text, scores));
    return text.toString();
  }

  private void limit(StringBuilder text, int threads) {
    double[] speeds = Arrays.stream(limits).map(limit -> limit * threads).toArray();
    String name = "SGEMM limit, one thread" + (threads == 1 ? "" : ", times " + threads);
    row(text, name, speed(Scores.median(speeds)), range(speeds), "1", "", "", "");
  }

  private void row(StringBuilder text, Scores scores) {
    boolean laps = scores.entry().part() != Entry.MLLIB;
    row(
        text,
        scores.entry().name(),
        laps ? speed(Scores.median(scores.speeds())) : "",
        laps ? range(scores.speeds()) : "",
        laps ? format("%.3f", scores.ofLimit()) : "",
        laps ? job.map(own -> format("%.2f×", own.times(scores))).orElse("") : "",
        scores.accuracy().isPresent() ? format("%.4f", scores.accuracy().getAsDouble()) : "",
        seconds(scores));
  }

  private String seconds(Scores scores) {
    return scores.secondsTo(goal).isPresent()
        ? format("%.1f", scores.secondsTo(goal).getAsDouble())
        : format("not in %.0f", scores.seconds());
  }

  private static String range(double[] speeds) {
    return speed(Arrays.stream(speeds).min().orElseThrow())
        + " to "
        + speed(Arrays.stream(speeds).max().orElseThrow());
  }

  private static String speed(double imagesPerSecond) {
    return format("%,.0f", imagesPerSecond);
  }

  private static void row(StringBuilder text, String... cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
