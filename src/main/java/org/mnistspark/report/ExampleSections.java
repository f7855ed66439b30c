package org.mnistspark.report;

import java.util.List;
import java.util.Locale;
import org.mnistspark.evaluation.Prediction;
import org.mnistspark.evaluation.ScoredExample;

/** The first test examples with their probabilities, and the most confident mistakes. */
final class ExampleSections {
  /** More than these would be a list, not a look. */
  private static final int MAX_SAMPLES = 20;

  /** What all pictures of one section may weigh, in pixels. */
  private static final int MAX_PIXELS = 200_000;

  private final RunReport report;
  private final boolean interactive;
  private final boolean pictures;

  ExampleSections(RunReport report, boolean interactive) {
    this.report = report;
    this.interactive = interactive;
    this.pictures = Picture.fits(report.shape()) && mostPictures() > 0;
  }

  private int mostPictures() {
    return MAX_PIXELS / report.shape().stream().reduce(1, Math::multiplyExact);
  }

  private List<ScoredExample> shown(List<ScoredExample> examples, int most) {
    int count = pictures ? Math.min(most, mostPictures()) : most;
    return examples.subList(0, Math.min(count, examples.size()));
  }

  void write(Html html) {
    HtmlReport.section(html, "examples", "Examples");
    if (!pictures) {
      html.element(
              "p",
              "Examples of shape %s are not shown as pictures.".formatted(report.shape()),
              "class",
              "note")
          .line();
    }
    mistakes(html);
    samples(html);
    html.close().line();
  }

  private void mistakes(Html html) {
    List<ScoredExample> shown = shown(report.test().mistakes(), Integer.MAX_VALUE);
    html.element("h3", "The most confident mistakes").line();
    if (shown.isEmpty()) {
      html.element("p", "There are none.").line();
      return;
    }
    html.open("ul", "class", "mistakes").line();
    for (ScoredExample example : shown) {
      Prediction prediction = example.prediction();
      html.open("li").open("figure");
      picture(html, example);
      html.open("figcaption");
      html.element("span", Integer.toString(prediction.label()), "class", "label");
      html.text(" taken for ");
      html.element("span", Integer.toString(prediction.predicted()), "class", "predicted");
      html.element("small", Numbers.percent(prediction.confidence()));
      html.close().close().close().line();
    }
    html.close().line();
  }

  private void samples(Html html) {
    List<ScoredExample> all = report.test().samples();
    List<ScoredExample> shown = shown(all, MAX_SAMPLES);
    if (shown.isEmpty()) {
      return;
    }
    String rest = all.size() > shown.size() ? " (predictions.json has " + all.size() + ")" : "";
    html.element("h3", "The first " + shown.size() + " of the test set" + rest).line();
    html.open("ul", "class", "samples").line();
    for (ScoredExample example : shown) {
      Prediction prediction = example.prediction();
      boolean right = prediction.predicted() == prediction.label();
      html.open("li").open("figure");
      picture(html, example);
      html.open("figcaption");
      html.element("strong", Integer.toString(prediction.predicted()));
      html.text(" " + Numbers.percent(prediction.confidence()));
      html.element(
          "small",
          right ? "right" : "wrong: it is " + prediction.label(),
          "class",
          right ? "good" : "bad");
      html.close();
      bars(html, prediction);
      html.close().close().line();
    }
    html.close().line();
  }

  /** A picture, and where the page can draw a button that loads it into the drawing. */
  private void picture(Html html, ScoredExample example) {
    if (!pictures) {
      html.element("span", "Test example " + example.index(), "class", "index");
      return;
    }
    Picture picture = Picture.of(example.features(), report.shape());
    String what =
        String.format(
            Locale.ROOT, "Test image %d, a %d", example.index(), example.prediction().label());
    if (interactive) {
      html.open(
          "button",
          "type",
          "button",
          "class",
          "digit",
          "data-index",
          Long.toString(example.index()),
          "data-pixels",
          picture.base64(),
          "title",
          "Load it into the drawing");
    }
    html.open("img", "src", picture.dataUri(), "alt", what);
    if (interactive) {
      html.close();
    }
  }

  private static void bars(Html html, Prediction prediction) {
    html.open("ol", "class", "bars", "start", "0", "aria-label", "Probabilities").line();
    for (int c = 0; c < prediction.probabilities().size(); c++) {
      float probability = prediction.probabilities().get(c);
      String kind =
          c == prediction.label() ? "true" : c == prediction.predicted() ? "false" : "other";
      html.open("li", "class", kind);
      bar(html, Integer.toString(c), probability, Numbers.percent(probability));
      html.close();
    }
    html.close();
  }

  /** A name, a bar from 0 to 1, and its value in words. */
  static void bar(Html html, String name, double part, String value) {
    html.element("span", name);
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
