package org.mnistspark.report;

import org.mnistspark.evaluation.ConfusionMatrix;

/** The confusion matrix as a heat map, for as many classes as a page is wide. */
final class MatrixTable {
  /** More classes have no room beside each other. */
  static final int MAX_CLASSES = 40;

  /** Up to these, cells are large, and those without an example have a 0. */
  static final int MAX_LARGE = 12;

  /** Up to these, cells are wide enough for a name above them. */
  private static final int MAX_WIDE = 4;

  /** Levels of colour in report.css. */
  private static final int LEVELS = 8;

  private static final int ROW_NAME = 20;
  private static final int COLUMN_NAME = 14;

  private final ConfusionMatrix confusion;
  private final Heat heat;
  private final Vocabulary words;
  private final boolean large;
  private final boolean wide;

  MatrixTable(ConfusionMatrix confusion, Vocabulary words) {
    this.confusion = confusion;
    this.heat = new Heat(confusion);
    this.words = words;
    this.large = confusion.classes() <= MAX_LARGE;
    this.wide = confusion.classes() <= MAX_WIDE;
  }

  void write(Html html) {
    String kind = words.styles(wide ? "matrix few" : large ? "matrix" : "matrix small");
    HtmlReport.table(
        html,
        "confusion",
        kind,
        "Confusion matrix: a row per true class, a column per prediction",
        this::columns);
    for (int label = 0; label < confusion.classes(); label++) {
      html.open("tr").name("th", words.name(label), ROW_NAME, "scope", "row");
      for (int predicted = 0; predicted < confusion.classes(); predicted++) {
        html.element("td", count(label, predicted), "class", heat(heat.of(label, predicted)));
      }
      html.close().line();
    }
    HtmlReport.endTable(html);
  }

  private void columns(Html html) {
    html.element("th", "True", "scope", "col");
    for (int predicted = 0; predicted < confusion.classes(); predicted++) {
      String name = words.name(predicted);
      if (words.areLong() && !wide) {
        html.open("th", "scope", "col").name("span", name, COLUMN_NAME).close();
      } else {
        html.name("th", name, COLUMN_NAME, "scope", "col");
      }
    }
  }

  private String count(int label, int predicted) {
    long count = confusion.count(label, predicted);
    return count == 0 && !large ? "" : Long.toString(count);
  }

  private static String heat(double heat) {
    int level = (int) Math.ceil(Math.abs(heat) * LEVELS);
    if (level == 0) {
      return "none";
    }
    return (heat > 0 ? "right-" : "wrong-") + level;
  }
}
