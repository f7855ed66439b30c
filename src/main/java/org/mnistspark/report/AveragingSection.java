package org.mnistspark.report;

import org.mnistspark.run.record.TrainingSummary;

/** How the replicas became one network. */
final class AveragingSection {
  private AveragingSection() {}

  static void write(Html html, TrainingReport training) {
    TrainingSummary summary = training.summary();
    HtmlReport.section(html, "averaging", "Averaging");
    html.element(
            "p",
            "%s trained replicas of the network, each on its own part of the data; they were averaged %s."
                .formatted(
                    Numbers.of(summary.workers(), "worker", "workers"),
                    Numbers.of(summary.rounds(), "time", "times")))
        .line();
    html.open("dl", "class", "settings").line();
    training
        .averaging()
        .forEach(
            (name, value) ->
                html.open("div")
                    .element("dt", name.replace('_', ' '))
                    .element("dd", String.valueOf(value))
                    .close()
                    .line());
    html.close().close().line();
  }
}
