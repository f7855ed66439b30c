package org.mnistspark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mnistspark.evaluation.ClassMetrics;
import org.mnistspark.evaluation.ConfusionMatrix;
import org.mnistspark.evaluation.Metrics;

/** The confusion matrix as a heat map, and each class by itself. */
final class ErrorSection {
  /** Levels of colour in report.css. */
  private static final int LEVELS = 8;

  private ErrorSection() {}

  static void write(Html html, Metrics metrics) {
    HtmlReport.section(html, "errors", "Errors");
    html.element("p", worst(metrics.confusion())).line();
    html.open("div", "class", "columns").line();
    matrix(html, metrics.confusion());
    perClass(html, metrics);
    html.close().close().line();
  }

  private static String worst(ConfusionMatrix confusion) {
    int[] most = {0, 0};
    long count = 0;
    for (int label = 0; label < confusion.classes(); label++) {
      for (int predicted = 0; predicted < confusion.classes(); predicted++) {
        if (label != predicted && confusion.count(label, predicted) > count) {
          count = confusion.count(label, predicted);
          most = new int[] {label, predicted};
        }
      }
    }
    return count == 0
        ? "Every example was classified correctly."
        : String.format(
            Locale.ROOT,
            "The most frequent error: %d taken for %d, %s.",
            most[0],
            most[1],
            Numbers.of(count, "time", "times"));
  }

  private static void matrix(Html html, ConfusionMatrix confusion) {
    List<String> columns = new ArrayList<>(List.of("True"));
    for (int predicted = 0; predicted < confusion.classes(); predicted++) {
      columns.add(Integer.toString(predicted));
    }
    HtmlReport.table(
        html,
        "confusion",
        "matrix",
        "Confusion matrix: a row per true class, a column per prediction",
        columns);
    for (int label = 0; label < confusion.classes(); label++) {
      html.open("tr").element("th", Integer.toString(label), "scope", "row");
      for (int predicted = 0; predicted < confusion.classes(); predicted++) {
        String count = Long.toString(confusion.count(label, predicted));
        html.element("td", count, "class", heat(Heat.of(confusion, label, predicted)));
      }
      html.close().line();
    }
    HtmlReport.endTable(html);
  }

  private static String heat(double heat) {
    int level = (int) Math.ceil(Math.abs(heat) * LEVELS);
    if (level == 0) {
      return "none";
    }
    return (heat > 0 ? "right-" : "wrong-") + level;
  }

  private static void perClass(Html html, Metrics metrics) {
    HtmlReport.table(
        html,
        "classes",
        "figures",
        "Metrics by class",
        List.of("Class", "Precision", "Recall", "F1", "Examples"));
    for (ClassMetrics row : metrics.perClass()) {
      html.open("tr").element("th", Integer.toString(row.label()), "scope", "row");
      html.element("td", Numbers.percent(row.precision()));
      html.element("td", Numbers.percent(row.recall()));
      html.element("td", Numbers.four(row.f1()));
      html.element("td", Numbers.count(row.support())).close().line();
    }
    HtmlReport.endTable(html);
  }
}
