package org.mnistspark.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Optional;
import org.mnistspark.data.Signature;

/** A field to draw an image in, which the page's own network recognizes. */
final class DrawSection {
  /** Of the classes, if there are more than all can have a bar. */
  private static final int BARS = 10;

  private static final int MIN_SIDE = 16;
  private static final int MAX_SIDE = 64;
  private static final int CANVAS = 560;

  private static final String NOTHING = "\u2013";

  private final RunReport report;
  private final Vocabulary words;
  private final Optional<EmbeddedNetwork> network;
  private final Optional<String> obstacle;

  DrawSection(RunReport report, Vocabulary words) {
    this.report = report;
    this.words = words;
    network = report.network().map(EmbeddedNetwork::new);
    obstacle = obstacle();
  }

  /** Whether a report has this section: nobody expects to draw a table or a photo. */
  static boolean isIn(RunReport report) {
    Signature signature = report.signature();
    return signature.isImage() && signature.shape().size() == 2;
  }

  static String heading(Vocabulary words) {
    return words.digits() ? "Draw a digit" : "Draw an image";
  }

  private Optional<String> obstacle() {
    if (network.isEmpty()) {
      return Optional.of(
          "this page can compute dense networks with one activation and a softmax only, without a normalizer.");
    }
    if (!network.get().fits()) {
      return Optional.of("the network is too large to be in this page.");
    }
    if (!isIn(report) || !isSquare()) {
      return Optional.of(
          "a drawing becomes a square image of %s to %s pixels a side, and this network takes examples of shape %s."
              .formatted(MIN_SIDE, MAX_SIDE, report.signature().shape()));
    }
    if (!Look.of(report).ink()) {
      return Optional.of("a drawing is ink on empty paper, which these images are not.");
    }
    return Optional.empty();
  }

  private boolean isSquare() {
    return side() == report.signature().shape().get(1) && side() >= MIN_SIDE && side() <= MAX_SIDE;
  }

  private int side() {
    return report.signature().shape().get(0);
  }

  /** Whether there is a field to draw in. */
  boolean interactive() {
    return obstacle.isEmpty();
  }

  void write(Html html) {
    if (!isIn(report)) {
      return;
    }
    HtmlReport.section(html, "draw", heading(words));
    if (obstacle.isPresent()) {
      html.element("p", "Not in this report: " + obstacle.get(), "class", "note").line();
    } else {
      html.element(
              "p",
              "The trained network is in this page and answers while you draw. Or take one of the examples below: click it.")
          .line();
      html.element("p", "This needs JavaScript.", "class", "note noscript").line();
      html.open("div", "class", "draw").line();
      pad(html);
      answer(html);
      html.close().line();
    }
    html.close().line();
  }

  private void pad(Html html) {
    // Whole pixels of the canvas for each of the image.
    String size = Integer.toString(CANVAS / side() * side());
    html.open("div", "class", "pad");
    html.element(
        "canvas",
        "",
        "id",
        "pad",
        "width",
        size,
        "height",
        size,
        "role",
        "img",
        "aria-label",
        "Drawing field: draw %s with mouse, pen or finger"
            .formatted(words.digits() ? "a digit" : "an image"));
    tools(html);
    html.close().line();
  }

  private void tools(Html html) {
    html.open("div", "class", "tools");
    html.element("button", "Clear", "type", "button", "id", "clear");
    html.element("button", "Undo", "type", "button", "id", "undo");
    String side = Integer.toString(side());
    html.open("span", "class", "seen");
    html.element(
        "canvas",
        "",
        "id",
        "seen",
        "width",
        side,
        "height",
        side,
        "role",
        "img",
        "aria-label",
        "What the network sees, %s by %s pixels".formatted(side, side));
    html.element("small", "what the network sees").close().close();
  }

  private void answer(Html html) {
    html.open("div", "class", "answer");
    html.element(
        "p",
        "Draw something.",
        "id",
        "answer",
        "role",
        "status",
        "aria-live",
        "polite",
        "data-article",
        words.digits() ? "A " : "");
    int classes = words.classes();
    boolean all = classes <= ProbabilityBars.MAX_CLASSES;
    new ProbabilityBars(words).open(html, "bars", "bars");
    for (int c = 0; c < (all ? classes : BARS); c++) {
      html.open("li");
      ProbabilityBars.bar(html, all ? words.name(c) : NOTHING, 0, NOTHING);
      html.close();
    }
    html.close().close();
  }

  /**
   * The network, for the script. Data, not code: numbers, base64, the name of a function, names.
   */
  void data(Html html) {
    if (interactive()) {
      html.open("script", "type", "application/json", "id", "network")
          .markup(network.orElseThrow().json())
          .close()
          .line()
          .open("script", "type", "application/json", "id", "names")
          .markup(names())
          .close()
          .line()
          .open("script", "type", "text/plain", "id", "weights")
          .markup(network.orElseThrow().base64())
          .close()
          .line();
    }
  }

  /** A JSON array. Without a '<', neither the end of a script nor a comment can be in it. */
  private String names() {
    ArrayNode names = JsonNodeFactory.instance.arrayNode();
    for (int c = 0; c < words.classes(); c++) {
      names.add(words.name(c));
    }
    return names.toString().replace("<", "\\u003c");
  }
}
