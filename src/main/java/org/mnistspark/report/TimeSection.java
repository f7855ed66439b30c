package org.mnistspark.report;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.mnistspark.run.record.EpochHistory;

/** How fast it went, and where the time went. */
final class TimeSection {
  private TimeSection() {}

  static void write(Html html, TrainingReport training, Vocabulary words, boolean charts) {
    HtmlReport.section(html, "time", "Time");
    Phases phases = training.phases();
    html.element(
            "p",
            "%s %ss per second in training; %s from start to report."
                .formatted(
                    Numbers.count(Math.round(training.summary().imagesPerSecond())),
                    words.example(),
                    Numbers.seconds(phases.totalSeconds())))
        .line();
    html.open("div", "class", charts ? "columns" : "column").line();
    if (charts) {
      String title = "Seconds by epoch";
      Svg.Name name = new Svg.Name("chart-seconds", title, range(training));
      html.open("figure")
          .markup(Svg.inline(Charts.seconds(training), 420, 230, name))
          .element("figcaption", title)
          .close()
          .line();
    }
    shares(html, phases);
    html.close().close().line();
  }

  private static String range(TrainingReport training) {
    double least = Double.MAX_VALUE;
    double most = 0;
    for (EpochHistory epoch : training.history()) {
      least = Math.min(least, epoch.seconds());
      most = Math.max(most, epoch.seconds());
    }
    return "Between " + Numbers.seconds(least) + " and " + Numbers.seconds(most);
  }

  private static void shares(Html html, Phases phases) {
    Map<String, Double> parts = new LinkedHashMap<>();
    double averaging = phases.averagingSeconds().orElse(0);
    parts.put(
        phases.averagingSeconds().isPresent() ? "Training" : "Training and averaging",
        phases.trainingSeconds() - averaging);
    phases.averagingSeconds().ifPresent(seconds -> parts.put("Averaging", seconds));
    parts.put("Evaluation", phases.evaluationSeconds());
    double rest = phases.totalSeconds() - phases.trainingSeconds() - phases.evaluationSeconds();
    parts.put("Start, data and files", Math.max(0, rest));

    double total = parts.values().stream().mapToDouble(Double::doubleValue).sum();
    html.open("div").open("table", "class", "shares");
    html.element("caption", "Share of the run's time").open("tbody").line();
    parts.forEach(
        (name, seconds) -> {
          double part = total == 0 ? 0 : seconds / total;
          html.open("tr").element("th", name, "scope", "row").open("td", "class", "share");
          ProbabilityBars.bar(html, "", part, String.format(Locale.ROOT, "%.0f%%", 100 * part));
          html.close().element("td", Numbers.seconds(seconds)).close().line();
        });
    html.close().close().close().line();
  }
}
