package org.mnistspark.report;

import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Map;
import org.mnistspark.evaluation.ClassMetrics;
import org.mnistspark.evaluation.Metrics;
import org.mnistspark.mlp.Mlp;
import org.mnistspark.run.record.TrainingSummary;

/** The title, the warnings and the headline numbers. */
final class OverviewSection {
  private static final Map<String, String> DATA_SETS =
      Map.of("mnist", "MNIST", "synthetic-digits", "synthetic digits", "custom", "custom data");

  private OverviewSection() {}

  static void header(Html html, RunReport report) {
    html.open("header").line();
    html.element("p", "mnist-spark", "class", "brand");
    html.element("h1", report.runId()).line();
    html.element("p", subtitle(report), "class", "subtitle").line();
    for (String warning : report.warnings()) {
      html.open("p", "class", "warning", "role", "note");
      html.element("strong", "Warning: ").text(warning).close().line();
    }
    html.close().line();
  }

  private static String subtitle(RunReport report) {
    StringBuilder text =
        new StringBuilder(DATA_SETS.getOrDefault(report.dataset(), report.dataset()));
    if (report.network().isPresent()) {
      Mlp network = report.network().get();
      text.append(" \u00b7 ").append(HtmlReport.layers(network.topology()));
      if (!network.topology().hidden().isEmpty()) {
        String activation = network.topology().activation().name().toLowerCase(Locale.ROOT);
        text.append(" \u00b7 ").append(activation);
      }
    }
    if (report.training().isPresent()) {
      TrainingSummary summary = report.training().get().summary();
      text.append(" \u00b7 ").append(Numbers.of(summary.epochs(), "epoch", "epochs"));
      text.append(" \u00b7 ").append(Numbers.of(summary.workers(), "worker", "workers"));
    } else {
      text.append(" \u00b7 evaluation of a saved model");
    }
    return text.toString();
  }

  static void write(Html html, RunReport report, Vocabulary words) {
    Metrics test = report.test().metrics();
    html.open("section", "aria-label", "Headline numbers").open("dl", "class", "headline").line();
    number(html, "accuracy", "Test accuracy", Numbers.percent(test.accuracy()));
    long wrong = test.examples() - test.confusion().correct();
    number(html, "wrong", "Wrong of " + Numbers.count(test.examples()), Numbers.count(wrong));
    number(html, "loss", "Test loss", Numbers.four(test.loss()));
    if (isImbalanced(test)) {
      number(html, "balanced", "Balanced accuracy", Numbers.percent(test.balancedAccuracy()));
    }
    number(html, "f1", "Macro F1", Numbers.four(test.macroF1()));
    report
        .training()
        .map(TrainingReport::summary)
        .ifPresent(
            summary -> {
              number(html, "seconds", "Training", Numbers.seconds(summary.trainSeconds()));
              number(
                  html,
                  "throughput",
                  words.capital() + "s per second",
                  Numbers.count(Math.round(summary.imagesPerSecond())));
            });
    html.close().close().line();
  }

  /**
   * Whether a class has more than twice the examples of another: accuracy is then mostly its own.
   */
  private static boolean isImbalanced(Metrics test) {
    LongSummaryStatistics supports =
        test.perClass().stream()
            .mapToLong(ClassMetrics::support)
            .filter(n -> n > 0)
            .summaryStatistics();
    return supports.getMax() > 2 * supports.getMin();
  }

  private static void number(Html html, String id, String name, String value) {
    html.open("div").element("dt", name).element("dd", value, "id", "headline-" + id);
    html.close().line();
  }
}
