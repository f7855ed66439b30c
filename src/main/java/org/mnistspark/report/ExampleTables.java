package org.mnistspark.report;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mnistspark.evaluation.Prediction;
import org.mnistspark.evaluation.ScoredExample;

/** Test examples that are not images: a row of figures each. */
final class ExampleTables {
  private static final int MAX_FEATURES = 6;
  private static final int NAME = 24;
  private static final int FEATURE_NAME = 20;

  private final RunReport report;
  private final Vocabulary words;
  private final List<Integer> features;

  ExampleTables(RunReport report, Vocabulary words) {
    this.report = report;
    this.words = words;
    this.features = features(report);
  }

  /** All features if they are few, else those that the network weighs most. */
  private static List<Integer> features(RunReport report) {
    int inputs = report.signature().inputs();
    Stream<Integer> shown =
        inputs <= MAX_FEATURES || report.network().isEmpty()
            ? IntStream.range(0, inputs).boxed()
            : InputWeight.of(report.network().get()).stream().map(InputWeight::input);
    return shown.limit(MAX_FEATURES).toList();
  }

  void write(Html html) {
    HtmlReport.section(html, "examples", "Examples");
    html.element("p", note(), "class", "note").line();
    List<ScoredExample> mistakes = report.test().mistakes();
    html.element("h3", "The most confident mistakes").line();
    if (mistakes.isEmpty()) {
      html.element("p", "There are none.").line();
    } else {
      table(html, "mistakes", "Mistakes, the most confident first", mistakes);
    }
    List<ScoredExample> samples = report.test().samples();
    samples = samples.subList(0, Math.min(ExampleSections.MAX_SAMPLES, samples.size()));
    if (!samples.isEmpty()) {
      String heading = ExampleSections.samplesHeading(report, samples.size());
      html.element("h3", heading).line();
      table(html, "samples", heading, samples);
    }
    html.close().line();
  }

  private String note() {
    String values = "Values are as the network takes them, after any scaling.";
    int inputs = report.signature().inputs();
    if (features.size() == inputs) {
      return values;
    }
    String which = report.network().isPresent() ? "with the largest weights" : "that come first";
    return "Of %s features the %s %s. %s"
        .formatted(Numbers.count(inputs), features.size(), which, values);
  }

  private void table(Html html, String id, String caption, List<ScoredExample> examples) {
    HtmlReport.table(html, id, "figures examples", caption, this::columns);
    for (ScoredExample example : examples) {
      Prediction prediction = example.prediction();
      boolean right = prediction.predicted() == prediction.label();
      html.open("tr").element("th", Numbers.count(example.index()), "scope", "row");
      html.name("td", words.name(prediction.label()), NAME, "class", "name");
      html.open("td", "class", "name").open("span", "class", right ? "good" : "bad");
      html.name("span", words.name(prediction.predicted()), NAME).close().close();
      html.element("td", Numbers.percent(prediction.confidence()));
      float[] values = example.features();
      features.forEach(input -> html.element("td", Numbers.value(values[input])));
      html.close().line();
    }
    HtmlReport.endTable(html);
  }

  private void columns(Html html) {
    html.element("th", "Example", "scope", "col");
    html.element("th", "True", "scope", "col", "class", "name");
    html.element("th", "Predicted", "scope", "col", "class", "name");
    html.element("th", "Confidence", "scope", "col");
    features.forEach(input -> html.name("th", words.feature(input), FEATURE_NAME, "scope", "col"));
  }
}
