package org.mnistspark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.mnistspark.evaluation.ClassMetrics;
import org.mnistspark.evaluation.ConfusionMatrix;
import org.mnistspark.evaluation.Metrics;
import org.mnistspark.evaluation.Prediction;

/** What the console says of results by class, as lines. Numbers are right-aligned, names left. */
final class ResultTables {
  private static final AttributedStyle WRONG = AttributedStyle.BOLD.foreground(AttributedStyle.RED);

  /** More classes than these are a list that nobody reads. */
  private static final int MAX_CLASSES = 20;

  /** How many are shown of more. */
  private static final int WEAKEST = 10;

  private static final int MAX_MATRIX = 10;
  private static final int MAX_MATRIX_WIDTH = 100;
  private static final int MAX_NAME = 24;
  private static final int MIN_COLUMN = 5;

  /** Columns beside the names in the widest table. */
  private static final int FIGURES = 41;

  private final List<String> names;
  private final boolean numbered;
  private final int screenWidth;
  private final String gap;

  /**
   * Tables for a screen.
   *
   * @param classes their names, in the order of their numbers
   */
  ResultTables(Screen screen, List<String> classes) {
    screenWidth = screen.width();
    gap = screen.shows('\u2026') ? "\u2026" : "..";
    int widest = Math.max(5, Math.min(MAX_NAME, screenWidth - FIGURES));
    names =
        classes.stream()
            .map(Names::visible)
            .map(name -> Names.shortened(name, widest, gap))
            .toList();
    numbered =
        IntStream.range(0, classes.size()).allMatch(c -> classes.get(c).equals(String.valueOf(c)));
  }

  /** A row per class, or the ten weakest of many. */
  List<AttributedString> perClass(Metrics metrics) {
    boolean many = names.size() > MAX_CLASSES;
    List<ClassMetrics> rows = metrics.perClass();
    List<AttributedString> lines = new ArrayList<>();
    if (many) {
      List<ClassMetrics> weakest = metrics.weakestFirst();
      rows = weakest.subList(0, Math.min(WEAKEST, weakest.size()));
      lines.add(new AttributedString(selection(rows.size(), names.size() - weakest.size())));
    }
    int width = width(5);
    lines.add(
        heading(
            cell("class", width)
                + format(" %9s %9s %9s %9s", "precision", "recall", "f1", "support")));
    for (ClassMetrics row : rows) {
      lines.add(
          new AttributedString(
              cell(names.get(row.label()), width)
                  + format(
                      " %9.4f %9.4f %9.4f %,9d",
                      row.precision(), row.recall(), row.f1(), row.support())));
    }
    return lines;
  }

  private String selection(int shown, int without) {
    return format("%d of %,d classes, lowest F1 first", shown, names.size())
        + (without > 0 ? format("; %,d have no examples here", without) : "");
  }

  /** An empty line and the counts; no line at all where they do not fit. */
  List<AttributedString> confusion(ConfusionMatrix confusion) {
    int first = width(5);
    int room = (Math.min(screenWidth - 1, MAX_MATRIX_WIDTH) - first) / names.size() - 1;
    int digits = Math.max(MIN_COLUMN, format("%,d", confusion.total()).length());
    if (names.size() > MAX_MATRIX || room < digits) {
      return List.of();
    }
    List<String> columns = names.stream().map(name -> Names.shortened(name, room, gap)).toList();
    int column = Math.max(digits, widest(columns));
    List<AttributedString> lines = new ArrayList<>(List.of(AttributedString.EMPTY));
    lines.add(
        new AttributedString("Confusion matrix: a row per true class, a column per prediction"));
    StringBuilder heading = new StringBuilder(cell("", first));
    columns.forEach(name -> heading.append(' ').append(right(name, column)));
    lines.add(heading(heading.toString()));
    for (int label = 0; label < names.size(); label++) {
      StringBuilder line = new StringBuilder(cell(names.get(label), first));
      for (int predicted = 0; predicted < names.size(); predicted++) {
        String count = format("%,d", confusion.count(label, predicted));
        line.append(' ').append(right(count, column));
      }
      lines.add(new AttributedString(line));
    }
    return lines;
  }

  /**
   * A row per prediction, marked where it is wrong.
   *
   * @param example what an example is called
   */
  List<AttributedString> predictions(List<Prediction> predictions, String example) {
    int index = Math.max(5, example.length());
    int predicted = width(9);
    int label = width(5);
    List<AttributedString> lines = new ArrayList<>();
    lines.add(
        heading(
            right(example, index)
                + ' '
                + cell("predicted", predicted)
                + " confidence "
                + cell("label", label).stripTrailing()));
    for (int i = 0; i < predictions.size(); i++) {
      Prediction row = predictions.get(i);
      AttributedStringBuilder line =
          new AttributedStringBuilder()
              .append(right(String.valueOf(i), index))
              .append(' ')
              .append(cell(names.get(row.predicted()), predicted))
              .append(format(" %10.4f ", row.confidence()));
      if (row.predicted() == row.label()) {
        line.append(cell(names.get(row.label()), label).stripTrailing());
      } else {
        line.append(cell(names.get(row.label()), label)).append("  ").styled(WRONG, "wrong");
      }
      lines.add(line.toAttributedString());
    }
    return lines;
  }

  private int width(int least) {
    return Math.max(least, widest(names));
  }

  private static int widest(List<String> texts) {
    return texts.stream().mapToInt(Names::columns).max().orElse(0);
  }

  private String cell(String text, int width) {
    return numbered ? right(text, width) : text + space(text, width);
  }

  private static String right(String text, int width) {
    return space(text, width) + text;
  }

  private static String space(String text, int width) {
    return " ".repeat(Math.max(0, width - Names.columns(text)));
  }

  private static AttributedString heading(String text) {
    return new AttributedString(text, AttributedStyle.BOLD);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
