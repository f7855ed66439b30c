package org.mnistspark.run.record;

import java.util.List;
import java.util.regex.Pattern;
import org.mnistspark.evaluation.ConfusionMatrix;

/**
 * {@code confusion_matrix.csv}: one row per true class and one column per predicted class, both
 * named. RFC 4180, with \n as the line end.
 */
public final class ConfusionMatrixCsv {
  /**
   * Whatever a reader might take for more than a name: separators, quotes and line ends, spaces at
   * the ends, and what a spreadsheet takes for the beginning of a formula.
   */
  private static final Pattern QUOTED =
      Pattern.compile("(?s)|.*[,\"\\p{Cntrl}].*|\\s.*|.*\\s|[=+@-].*");

  private ConfusionMatrixCsv() {}

  /**
   * The header and the rows.
   *
   * @param classes their names, in the order of their numbers
   */
  public static String render(ConfusionMatrix confusion, List<String> classes) {
    StringBuilder csv = new StringBuilder("true/predicted");
    for (int predicted = 0; predicted < confusion.classes(); predicted++) {
      csv.append(',').append(field(classes.get(predicted)));
    }
    csv.append('\n');
    for (int label = 0; label < confusion.classes(); label++) {
      csv.append(field(classes.get(label)));
      for (int predicted = 0; predicted < confusion.classes(); predicted++) {
        csv.append(',').append(confusion.count(label, predicted));
      }
      csv.append('\n');
    }
    return csv.toString();
  }

  private static String field(String name) {
    return QUOTED.matcher(name).matches() ? '"' + name.replace("\"", "\"\"") + '"' : name;
  }
}
