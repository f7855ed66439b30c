package org.mnistspark.report;

import java.util.List;
import org.mnistspark.evaluation.ClassMetrics;
import org.mnistspark.evaluation.ConfusionMatrix;
import org.mnistspark.evaluation.ConfusionMatrix.Confusion;
import org.mnistspark.evaluation.Metrics;

/** Which classes are taken for which, and each class by itself; of many classes the weakest. */
final class ErrorSection {
  private static final int MAX_PAIRS = 30;
  private static final int MAX_WEAKEST = 20;
  private static final int NAME = 24;
  private static final int LONG_NAME = 36;

  /** The longest names that leave room for two tables beside each other. */
  private static final int MAX_BESIDE = 14;

  private final Metrics metrics;
  private final ConfusionMatrix confusion;
  private final Vocabulary words;
  private final boolean many;
  private final boolean stacked;
  private final int name;

  ErrorSection(Metrics metrics, Vocabulary words) {
    this.metrics = metrics;
    this.confusion = metrics.confusion();
    this.words = words;
    this.many = confusion.classes() > MatrixTable.MAX_CLASSES;
    this.stacked =
        words.longest() > MAX_BESIDE || (!many && confusion.classes() > MatrixTable.MAX_LARGE);
    this.name = stacked ? LONG_NAME : NAME;
  }

  void write(Html html) {
    HtmlReport.section(html, "errors", "Errors");
    List<Confusion> errors = confusion.confusions();
    summary(html, errors);
    html.open("div", "class", stacked ? "column" : "columns").line();
    if (!many) {
      new MatrixTable(confusion, words).write(html);
      perClass(html, metrics.perClass(), "Metrics by class");
    } else {
      frequent(html, errors);
      weakest(html);
    }
    html.close().close().line();
  }

  private void summary(Html html, List<Confusion> errors) {
    if (errors.isEmpty()) {
      html.element("p", "Every example was classified correctly.").line();
      return;
    }
    Confusion most = errors.get(0);
    html.open("p").text("The most frequent error: ");
    name(html, most.label());
    html.text(" taken for ");
    name(html, most.predicted());
    html.text(", " + Numbers.of(most.count(), "time", "times") + ".").close().line();
  }

  /** Within a sentence, whose order a name that is written from right to left would change. */
  private void name(Html html, int label) {
    if (words.style().isEmpty()) {
      html.text(words.name(label));
    } else {
      html.name("bdi", words.name(label), name);
    }
  }

  private void frequent(Html html, List<Confusion> errors) {
    if (errors.isEmpty()) {
      return;
    }
    List<Confusion> shown = errors.subList(0, Math.min(MAX_PAIRS, errors.size()));
    HtmlReport.table(
        html,
        "confusion",
        words.styles("figures pairs"),
        "The most frequent errors: %s of %s pairs of classes"
            .formatted(shown.size(), Numbers.count(errors.size())),
        List.of("True", "Taken for", "Times", "Share of class"));
    for (Confusion error : shown) {
      double part = (double) error.count() / confusion.support(error.label());
      html.open("tr").name("th", words.name(error.label()), name, "scope", "row");
      html.name("td", words.name(error.predicted()), name, "class", "name");
      html.element("td", Numbers.count(error.count()));
      html.element("td", Numbers.percent(part)).close().line();
    }
    HtmlReport.endTable(html);
  }

  private void weakest(Html html) {
    List<ClassMetrics> weakest = metrics.weakestFirst();
    int shown = Math.min(MAX_WEAKEST, weakest.size());
    int without = confusion.classes() - weakest.size();
    String rest =
        without == 0 ? "" : " (%s have no test examples)".formatted(Numbers.count(without));
    perClass(
        html,
        weakest.subList(0, shown),
        "Metrics of %s of %s classes, lowest F1 first%s"
            .formatted(shown, Numbers.count(confusion.classes()), rest));
  }

  private void perClass(Html html, List<ClassMetrics> rows, String caption) {
    HtmlReport.table(
        html,
        "classes",
        words.styles("figures"),
        caption,
        List.of("Class", "Precision", "Recall", "F1", "Examples"));
    for (ClassMetrics row : rows) {
      html.open("tr").name("th", words.name(row.label()), name, "scope", "row");
      html.element("td", Numbers.percent(row.precision()));
      html.element("td", Numbers.percent(row.recall()));
      html.element("td", Numbers.four(row.f1()));
      html.element("td", Numbers.count(row.support())).close().line();
    }
    HtmlReport.endTable(html);
  }
}
