package org.mnistspark.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.mnistspark.data.Sha256;
import org.mnistspark.evaluation.Calibration;
import org.mnistspark.mlp.Topology;

/**
 * {@code report.html}: a run as one page that needs nothing else, neither a server nor a network.
 *
 * <p>Its security policy allows the page's own style and script, by their hashes, and images that
 * are in the page; so there are no style attributes and no event handlers in it.
 */
public final class HtmlReport {
  private HtmlReport() {}

  /**
   * Loads what a page needs, fonts and chart classes, which takes a while. Not needed before {@link
   * #render}: it takes the time out of it.
   */
  public static void load() {
    if (Fonts.available()) {
      Calibration none = new Calibration(List.of());
      Svg.inline(Charts.reliability(none), 100, 100, new Svg.Name("none", "", ""));
    }
  }

  /** The page. Charts are left out where this JVM has no fonts; their figures are there anyway. */
  public static String render(RunReport report) {
    return render(report, Fonts.available());
  }

  static String render(RunReport report, boolean charts) {
    String style = resource("report.css");
    String script = resource("report.js");
    Vocabulary words = new Vocabulary(report);
    DrawSection draw = new DrawSection(report, words);
    Html html = new Html().markup("<!doctype html>\n").open("html", "lang", "en").line();
    head(html, report, style, script);
    html.open("body").line();
    html.element("a", "Skip to the content", "class", "skip", "href", "#content").line();
    OverviewSection.header(html, report);
    navigation(html, report, words);
    html.open("main", "id", "content", "tabindex", "-1").line();
    OverviewSection.write(html, report, words);
    draw.write(html);
    report.training().ifPresent(training -> LearningSection.write(html, training, words, charts));
    new ErrorSection(report.test().metrics(), words).write(html);
    CalibrationSection.write(html, report.test().calibration(), charts);
    examples(html, report, words, draw.interactive());
    report.training().ifPresent(training -> TimeSection.write(html, training, words, charts));
    report.training().ifPresent(training -> AveragingSection.write(html, training));
    report
        .training()
        .ifPresent(
            training ->
                UsageSection.write(html, report.signature().inputs(), training.featureUnit()));
    ProvenanceSection.write(html, report.provenance());
    html.close().line();
    draw.data(html);
    html.open("script").markup(script).close().line();
    return html.close().line().close().line().toString();
  }

  private static void examples(Html html, RunReport report, Vocabulary words, boolean interactive) {
    if (FeatureSection.isIn(report)) {
      FeatureSection.write(html, report.network().orElseThrow(), words);
    }
    if (report.signature().isImage()) {
      new ExampleSections(report, words, interactive).write(html);
    } else {
      new ExampleTables(report, words).write(html);
    }
  }

  private static void head(Html html, RunReport report, String style, String script) {
    String policy =
        "default-src 'none'; img-src data:; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'"
            .formatted(hash(style), hash(script));
    html.open("head")
        .line()
        .open("meta", "charset", "utf-8")
        .line()
        .open("meta", "http-equiv", "Content-Security-Policy", "content", policy)
        .line()
        .open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
        .line()
        .open("meta", "name", "color-scheme", "content", "light dark")
        .line()
        .open("link", "rel", "icon", "href", "data:,")
        .line()
        .element("title", report.runId() + " - mnist-spark")
        .line()
        .open("style")
        .markup(style)
        .close()
        .line()
        .close()
        .line();
  }

  private static void navigation(Html html, RunReport report, Vocabulary words) {
    html.open("nav", "aria-label", "Sections").open("ul");
    if (DrawSection.isIn(report)) {
      link(html, "draw", DrawSection.heading(words));
    }
    report.training().ifPresent(training -> link(html, "learning", "Learning"));
    link(html, "errors", "Errors");
    link(html, "calibration", "Confidence");
    if (FeatureSection.isIn(report)) {
      link(html, "features", "Features");
    }
    link(html, "examples", "Examples");
    report.training().ifPresent(training -> link(html, "time", "Time"));
    report.training().ifPresent(training -> link(html, "use", "Use"));
    link(html, "provenance", "Provenance");
    html.close().close().line();
  }

  private static void link(Html html, String id, String text) {
    html.open("li").element("a", text, "href", "#" + id).close();
  }

  /** A section with its heading; the caller closes it. */
  static Html section(Html html, String id, String heading) {
    return html.open("section", "id", id, "aria-labelledby", id + "-heading")
        .line()
        .element("h2", heading, "id", id + "-heading")
        .line();
  }

  /**
   * A table up to its body's first row, in a region that scrolls where the screen is too narrow;
   * {@link #endTable} closes it.
   *
   * @param kind its class in report.css
   */
  static Html table(Html html, String id, String kind, String caption, List<String> columns) {
    return table(
        html,
        id,
        kind,
        caption,
        header -> columns.forEach(name -> header.element("th", name, "scope", "col")));
  }

  /**
   * The same with other headers than words.
   *
   * @param columns writes them
   */
  static Html table(Html html, String id, String kind, String caption, Consumer<Html> columns) {
    html.open("div", "class", "wide", "tabindex", "0", "role", "region", "aria-label", caption)
        .open("table", "id", id, "class", kind)
        .element("caption", caption)
        .open("thead")
        .open("tr");
    columns.accept(html);
    return html.close().close().open("tbody").line();
  }

  static void endTable(Html html) {
    html.close().close().close().line();
  }

  /** 784 to 512 to 10, with arrows. */
  static String layers(Topology topology) {
    StringBuilder text = new StringBuilder().append(topology.inputs());
    topology.layers().forEach(layer -> text.append(" \u2192 ").append(layer.outputs()));
    return text.toString();
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + " in this job's jar", e);
    }
  }

  private static String hash(String text) {
    byte[] sha256 = Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(sha256);
  }
}
