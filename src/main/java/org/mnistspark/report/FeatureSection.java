package org.mnistspark.report;

import java.util.List;
import java.util.Locale;
import org.mnistspark.mlp.Mlp;

/** Which features the network weighs most. */
final class FeatureSection {
  private static final int MAX_FEATURES = 20;
  private static final int NAME = 32;

  private FeatureSection() {}

  /** Whether a report has this section: images have pixels, which no list makes visible. */
  static boolean isIn(RunReport report) {
    return report.network().isPresent() && !report.signature().isImage();
  }

  static void write(Html html, Mlp network, Vocabulary words) {
    List<InputWeight> all = InputWeight.of(network);
    List<InputWeight> shown = all.subList(0, Math.min(MAX_FEATURES, all.size()));
    HtmlReport.section(html, "features", "Features");
    html.element(
            "p",
            "How large the weights are by which a feature enters the network: the mean of their absolute values in the"
                + " first layer. Features can be compared by it as far as their values are spread alike. It does not"
                + " tell what the layers above make of a feature, nor how much worse the network would be without it.")
        .line();
    html.open("div", "class", "wide").open("table", "id", "weights-by-feature", "class", "shares");
    html.element("caption", caption(shown.size(), all.size())).open("tbody").line();
    double largest = shown.get(0).size();
    for (InputWeight weight : shown) {
      double part = largest == 0 ? 0 : weight.size() / largest;
      html.open("tr").name("th", words.feature(weight.input()), NAME, "scope", "row");
      html.open("td", "class", "share");
      ProbabilityBars.bar(html, "", part, Numbers.value(weight.size()));
      html.close().close().line();
    }
    html.close().close().close().close().line();
  }

  private static String caption(int shown, int all) {
    return shown == all
        ? "Size of first-layer weights by feature"
        : String.format(
            Locale.ROOT, "Size of first-layer weights, the largest %d of %,d features", shown, all);
  }
}
