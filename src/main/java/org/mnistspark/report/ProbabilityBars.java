package org.mnistspark.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mnistspark.evaluation.Prediction;

/** Probabilities of classes as a list of bars: of all classes, or of many the greatest. */
final class ProbabilityBars {
  /** Up to these, all have a bar, in order. */
  static final int MAX_CLASSES = 12;

  private static final int GREATEST = 5;
  private static final int NAME = 24;

  private final Vocabulary words;

  ProbabilityBars(Vocabulary words) {
    this.words = words;
  }

  void write(Html html, Prediction prediction) {
    open(html, "bars", "").line();
    for (int c : shown(prediction)) {
      float probability = prediction.probabilities().get(c);
      String kind =
          c == prediction.label() ? "true" : c == prediction.predicted() ? "false" : "other";
      html.open("li", "class", kind);
      bar(html, words.name(c), probability, Numbers.percent(probability));
      html.close();
    }
    html.close();
  }

  private List<Integer> shown(Prediction prediction) {
    Stream<Integer> all = IntStream.range(0, words.classes()).boxed();
    if (words.classes() <= MAX_CLASSES) {
      return all.toList();
    }
    List<Integer> greatest =
        all.sorted(
                Comparator.comparing((Integer c) -> prediction.probabilities().get(c)).reversed())
            .limit(GREATEST)
            .collect(Collectors.toList());
    if (!greatest.contains(prediction.label())) {
      greatest.add(prediction.label());
    }
    return greatest;
  }

  /**
   * The list's start; the caller closes it.
   *
   * @param id empty for none
   */
  Html open(Html html, String kind, String id) {
    Stream.Builder<String> attributes = Stream.builder();
    attributes.add("class").add(words.styles(kind));
    if (!id.isEmpty()) {
      attributes.add("id").add(id);
    }
    if (words.style().isEmpty()) {
      attributes.add("start").add("0");
    }
    attributes.add("aria-label").add("Probabilities");
    return html.open("ol", attributes.build().toArray(String[]::new));
  }

  /** A name, a bar from 0 to 1, and its value in words. */
  static void bar(Html html, String name, double part, String value) {
    html.name("span", name, NAME);
    html.open(
            "svg",
            "class",
            "bar",
            "viewBox",
            "0 0 100 8",
            "preserveAspectRatio",
            "none",
            "aria-hidden",
            "true")
        .element("rect", "", "width", String.format(Locale.ROOT, "%.2f", 100 * part), "height", "8")
        .close();
    html.element("span", value, "class", "value");
  }
}
