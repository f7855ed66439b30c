package org.mnistspark.report;

import java.util.Set;
import java.util.stream.IntStream;
import org.mnistspark.data.Signature;

/** What a page calls examples, classes and features. */
final class Vocabulary {
  /** Data sets whose classes are the digits from 0 to 9. */
  private static final Set<String> DIGITS = Set.of("mnist", "synthetic-digits");

  private final Signature signature;
  private final boolean digits;
  private final int longest;

  Vocabulary(RunReport report) {
    signature = report.signature();
    digits =
        DIGITS.contains(report.dataset())
            && signature.isImage()
            && signature.hasNumberedClasses()
            && classes() == 10;
    longest = IntStream.range(0, classes()).map(c -> Names.columns(name(c))).max().orElseThrow();
  }

  /** Number of classes. */
  int classes() {
    return signature.classes().size();
  }

  /** Whether the classes are digits. */
  boolean digits() {
    return digits;
  }

  /**
   * What report.css calls lists and tables of these classes by the length of their names: nothing
   * for numbers of one figure, brief for two characters, else named.
   */
  String style() {
    if (signature.hasNumberedClasses() && classes() <= 10) {
      return "";
    }
    return longest <= 2 ? "brief" : "named";
  }

  /** These styles of report.css and that of the names. */
  String styles(String others) {
    return style().isEmpty() ? others : others + " " + style();
  }

  /** The length of the longest name of a class, in columns. */
  int longest() {
    return longest;
  }

  /** Whether names are longer than two characters. */
  boolean areLong() {
    return style().equals("named");
  }

  /** The name of a class. */
  String name(int label) {
    return Names.visible(signature.classes().get(label));
  }

  /** The name of an input of the network. */
  String feature(int input) {
    return signature.features().isEmpty()
        ? "feature " + input
        : Names.visible(signature.features().get(input));
  }

  /** Image or example. */
  String example() {
    return signature.isImage() ? "image" : "example";
  }

  /** Image or example, as a sentence begins. */
  String capital() {
    return signature.isImage() ? "Image" : "Example";
  }
}
