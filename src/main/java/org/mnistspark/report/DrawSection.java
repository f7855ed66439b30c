package org.mnistspark.report;

import java.util.List;
import java.util.Optional;

/** A field to draw a digit in, which the page's own network recognizes. */
final class DrawSection {
  private static final List<Integer> MNIST = List.of(28, 28);

  private final Optional<EmbeddedNetwork> network;
  private final Optional<String> obstacle;
  private final int classes;

  DrawSection(RunReport report) {
    network = report.network().map(EmbeddedNetwork::new);
    obstacle = obstacle(report);
    classes = report.test().metrics().confusion().classes();
  }

  private Optional<String> obstacle(RunReport report) {
    if (network.isEmpty()) {
      return Optional.of(
          "this page can compute dense networks with one activation and a softmax only, without a normalizer.");
    }
    if (!network.get().fits()) {
      return Optional.of("the network is too large to be in this page.");
    }
    if (!report.shape().equals(MNIST)) {
      return Optional.of(
          "a drawing becomes an image of 28 \u00d7 28 pixels, and this network takes examples of shape %s."
              .formatted(report.shape()));
    }
    return Optional.empty();
  }

  /** Whether there is a field to draw in. */
  boolean interactive() {
    return obstacle.isEmpty();
  }

  void write(Html html) {
    HtmlReport.section(html, "draw", "Draw a digit");
    if (obstacle.isPresent()) {
      html.element("p", "Not in this report: " + obstacle.get(), "class", "note").line();
    } else {
      field(html);
    }
    html.close().line();
  }

  private void field(Html html) {
    html.element(
            "p",
            "The trained network is in this page and answers while you draw. Or take one of the examples below: click it.")
        .line();
    html.element("p", "This needs JavaScript.", "class", "note noscript").line();
    html.open("div", "class", "draw").line().open("div", "class", "pad");
    html.element(
        "canvas",
        "",
        "id",
        "pad",
        "width",
        "560",
        "height",
        "560",
        "role",
        "img",
        "aria-label",
        "Drawing field: draw a digit with mouse, pen or finger");
    html.open("div", "class", "tools");
    html.element("button", "Clear", "type", "button", "id", "clear");
    html.element("button", "Undo", "type", "button", "id", "undo");
    html.open("span", "class", "seen");
    html.element(
        "canvas",
        "",
        "id",
        "seen",
        "width",
        "28",
        "height",
        "28",
        "role",
        "img",
        "aria-label",
        "What the network sees, 28 by 28 pixels");
    html.element("small", "what the network sees").close().close().close().line();
    html.open("div", "class", "answer");
    html.element("p", "Draw something.", "id", "answer", "role", "status", "aria-live", "polite");
    html.open("ol", "class", "bars", "id", "bars", "start", "0", "aria-label", "Probabilities");
    for (int c = 0; c < classes; c++) {
      html.open("li");
      ExampleSections.bar(html, Integer.toString(c), 0, "\u2013");
      html.close();
    }
    html.close().close().close().line();
  }

  /** The network, for the script. Data, not code: numbers, base64 and the name of a function. */
  void data(Html html) {
    if (interactive()) {
      html.open("script", "type", "application/json", "id", "network")
          .markup(network.orElseThrow().json())
          .close()
          .line()
          .open("script", "type", "text/plain", "id", "weights")
          .markup(network.orElseThrow().base64())
          .close()
          .line();
    }
  }
}
