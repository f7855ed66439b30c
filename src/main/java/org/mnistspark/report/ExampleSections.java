package org.mnistspark.report;

import java.util.List;
import org.mnistspark.evaluation.Prediction;
import org.mnistspark.evaluation.ScoredExample;

/** The first test images with their probabilities, and the most confident mistakes. */
final class ExampleSections {
  /** More than these would be a list, not a look. */
  static final int MAX_SAMPLES = 20;

  /** What all pictures of one section may weigh, in levels. */
  private static final int MAX_LEVELS = 700_000;

  private static final int NAME = 24;

  private final RunReport report;
  private final Vocabulary words;
  private final Look look;
  private final boolean interactive;

  ExampleSections(RunReport report, Vocabulary words, boolean interactive) {
    this.report = report;
    this.words = words;
    this.look = Look.of(report);
    this.interactive = interactive;
  }

  private List<ScoredExample> shown(List<ScoredExample> examples, int most) {
    int count = Math.min(most, MAX_LEVELS / Picture.size(look));
    return examples.subList(0, Math.min(count, examples.size()));
  }

  void write(Html html) {
    HtmlReport.section(html, "examples", "Examples");
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
    html.open("ul", "class", words.styles("mistakes")).line();
    for (ScoredExample example : shown) {
      Prediction prediction = example.prediction();
      html.open("li").open("figure");
      picture(html, example);
      html.open("figcaption");
      html.name("span", words.name(prediction.label()), NAME, "class", "label");
      html.text(" taken for ");
      html.name("span", words.name(prediction.predicted()), NAME, "class", "predicted");
      html.element("small", Numbers.percent(prediction.confidence()));
      html.close().close().close().line();
    }
    html.close().line();
  }

  private void samples(Html html) {
    List<ScoredExample> shown = shown(report.test().samples(), MAX_SAMPLES);
    if (shown.isEmpty()) {
      return;
    }
    html.element("h3", samplesHeading(report, shown.size())).line();
    html.open("ul", "class", "samples").line();
    for (ScoredExample example : shown) {
      Prediction prediction = example.prediction();
      boolean right = prediction.predicted() == prediction.label();
      html.open("li").open("figure");
      picture(html, example);
      html.open("figcaption");
      html.name("strong", words.name(prediction.predicted()), NAME);
      html.text(" " + Numbers.percent(prediction.confidence()));
      html.name(
          "small",
          right ? "right" : "wrong: it is " + words.name(prediction.label()),
          2 * NAME,
          "class",
          right ? "good" : "bad");
      html.close();
      new ProbabilityBars(words).write(html, prediction);
      html.close().close().line();
    }
    html.close().line();
  }

  static String samplesHeading(RunReport report, int shown) {
    int all = report.test().samples().size();
    String rest = all > shown ? " (predictions.json has " + all + ")" : "";
    return "The first " + shown + " of the test set" + rest;
  }

  /** A picture, and where the page can draw a button that loads it into the drawing. */
  private void picture(Html html, ScoredExample example) {
    Picture picture = new Picture(example.features(), look);
    String name = words.name(example.prediction().label());
    String what = "Test image " + example.index() + (words.digits() ? ", a " : ": ") + name;
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
    if (look.ink()) {
      html.open("img", "src", picture.dataUri(), "alt", what);
    } else {
      html.open("img", "class", "photo", "src", picture.dataUri(), "alt", what);
    }
    if (interactive) {
      html.close();
    }
  }
}
