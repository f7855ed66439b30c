package org.mnistspark.report;

import java.util.List;
import java.util.Locale;
import org.mnistspark.evaluation.Calibration;

/** How far the network's confidence can be trusted. */
final class CalibrationSection {
  private CalibrationSection() {}

  static void write(Html html, Calibration calibration, boolean charts) {
    HtmlReport.section(html, "calibration", "Confidence");
    String error = Numbers.percent(calibration.expectedError());
    html.open("p").text("Expected calibration error: ");
    html.element("strong", error, "id", "calibration-error");
    html.text(
            ". It is how far confidence and accuracy lie apart on average. A bar below the dashed line means that the"
                + " network is surer than it should be.")
        .close()
        .line();
    html.open("div", "class", charts ? "columns" : "column").line();
    if (charts) {
      String title = "Accuracy by confidence";
      String description =
          "Reliability diagram: for each range of confidence the part of predictions that was right."
              + " The expected calibration error is "
              + error;
      Svg.Name name = new Svg.Name("chart-reliability", title, description);
      html.open("figure")
          .markup(Svg.inline(Charts.reliability(calibration), 420, 310, name))
          .element("figcaption", title)
          .close()
          .line();
    }
    table(html, calibration);
    html.close().close().line();
  }

  private static void table(Html html, Calibration calibration) {
    HtmlReport.table(
        html,
        "confidence",
        "figures",
        "Predictions by confidence",
        List.of("Confidence", "Mean", "Right", "Examples"));
    for (Calibration.Bin bin : calibration.bins()) {
      boolean empty = bin.examples() == 0;
      String range =
          String.format(Locale.ROOT, "%.0f\u2013%.0f%%", 100 * bin.from(), 100 * bin.to());
      html.open("tr").element("th", range, "scope", "row");
      html.element("td", empty ? "\u2013" : Numbers.percent(bin.confidence()));
      html.element("td", empty ? "\u2013" : Numbers.percent(bin.accuracy()));
      html.element("td", Numbers.count(bin.examples())).close().line();
    }
    HtmlReport.endTable(html);
  }
}
