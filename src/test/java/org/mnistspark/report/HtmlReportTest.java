package org.mnistspark.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mnistspark.data.Signature;
import org.mnistspark.evaluation.Examination;
import org.mnistspark.mlp.Activation;
import org.mnistspark.mlp.Mlp;

class HtmlReportTest {
  private static final String EVIL = "<script>alert('x')</script>\"'&<img src=x onerror=y>";

  private static List<String> all(String pattern, String html) {
    return Pattern.compile(pattern, Pattern.DOTALL)
        .matcher(html)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void saysWhatTheRunReached() {
    RunReport report = RunReports.trained();
    String html = HtmlReport.render(report);

    String accuracy = Numbers.percent(report.test().metrics().accuracy());
    assertTrue(html.contains("<dd id=\"headline-accuracy\">" + accuracy + "</dd>"), accuracy);
    assertTrue(html.contains("<dd id=\"headline-throughput\">40,000</dd>"));
    assertTrue(html.contains("MNIST \u00b7 784 \u2192 16 \u2192 10 \u00b7 relu \u00b7 5 epochs"));
    assertTrue(html.contains("0.2000, after epoch 3"), "the epoch after which the loss rose");
    assertTrue(html.contains("<dt>averaging frequency</dt><dd>16</dd>"));
    assertTrue(html.contains("<dt>sha256</dt><dd>ab12</dd>"));
    assertEquals(4, all("(<svg [^>]*role=\"img\")", html).size());
  }

  /** Pages of all kinds of data. */
  static List<RunReport> all() {
    return List.of(
        RunReports.trained(),
        RunReports.flowers(),
        RunReports.rare(),
        RunReports.alphabet(),
        RunReports.letters(),
        RunReports.thousand(),
        RunReports.photos(),
        RunReports.odd(List.of(28, 28)),
        RunReports.odd(List.of(11)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void isWellFormed(RunReport report) {
    for (boolean charts : new boolean[] {true, false}) {
      String html = HtmlReport.render(report, charts);
      Deque<String> open = new ArrayDeque<>();
      String body = html.replaceAll("(?s)<(script|style)([^>]*)>.*?</\\1>", "<$1$2></$1>");
      Matcher tags = Pattern.compile("<(/?)([a-z0-9A-Z]+)[^>]*?(/?)>").matcher(body);
      while (tags.find()) {
        String tag = tags.group(2);
        if (Set.of("meta", "link", "img").contains(tag) || !tags.group(3).isEmpty()) {
          continue;
        }
        if (tags.group(1).isEmpty()) {
          open.push(tag);
        } else {
          assertEquals(open.pop(), tag, body.substring(0, tags.start()));
        }
      }
      assertEquals(List.of(), List.copyOf(open));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void idsAreUnique(RunReport report) {
    List<String> ids = all(" id=\"([^\"]*)\"", HtmlReport.render(report));

    Set<String> seen = new HashSet<>();
    assertEquals(List.of(), ids.stream().filter(id -> !seen.add(id)).collect(Collectors.toList()));
  }

  @Test
  void whatTheRunSaysIsNeverMarkup() {
    Mlp network = RunReports.network(784, List.of(16), Activation.RELU);
    Examination test = RunReports.examination(network);
    String json =
        "{\"" + EVIL.replace("\"", "\\\"") + "\": [\"" + EVIL.replace("\"", "\\\"") + "\"]}";
    RunReport report =
        new RunReport(
            EVIL,
            EVIL,
            RunReports.DIGITS,
            test,
            Optional.of(RunReports.training(test, 2)),
            Optional.of(network),
            json,
            List.of(EVIL));

    String html = HtmlReport.render(report);

    String clean = HtmlReport.render(RunReports.trained());
    assertEquals(all("(<script[^>]*>)", clean), all("(<script[^>]*>)", html));
    assertFalse(html.contains("<img src=x"), "an element made of the run's text");
    assertTrue(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&#39;&amp;"));
  }

  @Test
  void thePolicyAllowsThePagesOwnStyleAndScriptAlone() throws Exception {
    String html = HtmlReport.render(RunReports.trained());

    String policy = all("Content-Security-Policy\" content=\"([^\"]*)\"", html).get(0);
    String style = all("<style>(.*?)</style>", html).get(0);
    String script = all("<script>(.*?)</script>", html).get(0);
    assertEquals(
        ("default-src &#39;none&#39;; img-src data:; style-src &#39;sha256-%s&#39;; script-src"
                + " &#39;sha256-%s&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;")
            .formatted(sha256(style), sha256(script)),
        policy);
    assertEquals(List.of(), all("( style=)", html));
    assertEquals(List.of(), all("[^-]( on[a-z]+=\")", html));
    assertFalse(html.contains("http-equiv=\"refresh\""));
    assertEquals(
        List.of(),
        all("(?:src|href)=\"(?!data:|#)([^\"]*)\"", html),
        "nothing is fetched from anywhere");
  }

  private static String sha256(String text) throws Exception {
    return Base64.getEncoder()
        .encodeToString(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void withoutFontsTheFiguresAreThereInTables() {
    String html = HtmlReport.render(RunReports.trained(), false);

    assertEquals(List.of(), all("(<svg [^>]*role=\"img\")", html));
    assertTrue(html.contains("<details open>"));
  }

  @Test
  void anEvaluationHasNoCurves() {
    RunReport trained = RunReports.trained();
    RunReport report =
        new RunReport(
            "e",
            "custom",
            trained.signature(),
            trained.test(),
            Optional.empty(),
            trained.network(),
            "{}",
            List.of());

    String html = HtmlReport.render(report);

    assertFalse(html.contains("id=\"learning\""));
    assertFalse(html.contains("id=\"time\""));
    assertTrue(html.contains("evaluation of a saved model"));
    assertTrue(html.contains("id=\"pad\""));
  }

  @Test
  void examplesOfAnotherShapeAreShownButNotDrawn() {
    String html =
        HtmlReport.render(
            RunReports.trained(List.of(8, 6), RunReports.network(48, List.of(5), Activation.TANH)));

    assertTrue(html.contains("this network takes examples of shape [8, 6]"));
    assertFalse(html.contains("id=\"weights\""));
    assertFalse(html.contains("data-pixels"));
    assertTrue(html.contains("alt=\"Test image 0, a 0\""));
  }

  @Test
  void aNetworkThatIsTooLargeIsLeftOut() {
    RunReport report =
        RunReports.trained(
            List.of(28, 28), RunReports.network(784, List.of(1200), Activation.RELU));

    String html = HtmlReport.render(report);

    assertTrue(html.contains("the network is too large to be in this page"));
    assertTrue(html.length() < 3_000_000);
  }

  @Test
  void theLargestNetworkThatFitsStaysBelowThreeMegabytes() {
    String html =
        HtmlReport.render(
            RunReports.trained(
                List.of(28, 28), RunReports.network(784, List.of(1150), Activation.RELU)));

    assertTrue(html.contains("id=\"weights\""));
    int size = html.getBytes(StandardCharsets.UTF_8).length;
    assertTrue(size < 3_000_000, size + " bytes");
  }

  @Test
  void aTableHasFeaturesAndRowsButNoPictures() {
    String html = HtmlReport.render(RunReports.flowers());

    assertFalse(html.contains("<img"));
    assertFalse(html.contains("id=\"draw\""));
    assertFalse(html.contains("#draw\""), "a link to nowhere");
    assertFalse(shownText(html).matches("(?si).*(digit|pixel|image|drawing).*"), html);
    assertTrue(html.contains("Examples per second"));
    assertTrue(html.contains("<th scope=\"row\">petal width</th>"), "in the list of features");
    assertTrue(html.contains("<th scope=\"col\">petal width</th>"), "in the tables of examples");
    assertEquals(
        4, all("(<tr><th scope=\"row\">[^<]*</th><td class=\"share\">)", features(html)).size());
    assertTrue(html.contains("<bdi>setosa</bdi> taken for <bdi>virginica</bdi>, 25 times"));
  }

  private static String features(String html) {
    return html.substring(html.indexOf("id=\"features\""), html.indexOf("id=\"examples\""));
  }

  /** Without style, script and markup. */
  private static String shownText(String html) {
    return html.replaceAll("(?s)<(script|style)[^>]*>.*?</\\1>", "").replaceAll("<[^>]*>", " ");
  }

  @Test
  void ofManyFeaturesTheMostWeightedAreShown() {
    String html = HtmlReport.render(RunReports.rare());

    assertEquals(20, all("(<td class=\"share\">)", features(html)).size());
    assertTrue(html.contains("Size of first-layer weights, the largest 20 of 30 features"));
    int most = InputWeight.of(RunReports.rare().network().orElseThrow()).get(0).input();
    assertTrue(html.contains("<th scope=\"col\">feature " + most + "</th>"));
    assertTrue(html.contains("Of 30 features the 6 with the largest weights."));
  }

  @Test
  void withoutANetworkTheFirstFeaturesAreShown() {
    RunReport rare = RunReports.rare();
    String html =
        HtmlReport.render(
            new RunReport(
                "e",
                "custom",
                rare.signature(),
                rare.test(),
                Optional.empty(),
                Optional.empty(),
                "{}",
                List.of()));

    assertFalse(html.contains("#features"));
    assertTrue(html.contains("Of 30 features the 6 that come first."));
    assertTrue(html.contains("<th scope=\"col\">feature 5</th></tr>"));
  }

  @Test
  void balancedAccuracyIsShownWhereClassesDiffer() {
    assertTrue(HtmlReport.render(RunReports.rare()).contains("id=\"headline-balanced\">70.79%<"));
    assertFalse(HtmlReport.render(RunReports.flowers()).contains("headline-balanced"));
  }

  @Test
  void aFewDozenClassesHaveAMatrixWithoutZeros() {
    String html = HtmlReport.render(RunReports.alphabet());

    assertTrue(html.contains("class=\"matrix small brief\""));
    assertTrue(html.contains("<td class=\"none\"></td>"));
    assertEquals(26 * 26, all("<td (class=\"(?:none|(?:right|wrong)-[1-8])\")>", html).size());
  }

  @Test
  void ofManyClassesTheMostFrequentErrorsAndTheWeakestAreShown() {
    for (RunReport report : List.of(RunReports.letters(), RunReports.thousand())) {
      String html = HtmlReport.render(report);

      String errors =
          html.substring(html.indexOf("id=\"errors\""), html.indexOf("id=\"calibration\""));
      assertEquals(30 + 20, all("(<tr><th scope=\"row\")", errors).size());
      assertFalse(html.contains("class=\"matrix"));
      assertEquals(
          10,
          all("(<li>)", html.substring(html.indexOf("id=\"bars\""), html.indexOf("id=\"errors\"")))
              .size());
      assertTrue(html.length() < 500_000, html.length() + " characters");
    }
  }

  @Test
  void coloursAreShownAsTheyAreAndNotDrawn() {
    String html = HtmlReport.render(RunReports.photos());

    int mistakes = RunReports.photos().test().mistakes().size();
    assertEquals(10 + mistakes, all("(<img class=\"photo\" src=\"data:image/png)", html).size());
    assertFalse(html.contains("id=\"draw\""));
    assertFalse(shownText(html).matches("(?si).*digit.*"), html);
    assertTrue(html.contains("alt=\"Test image 1: automobile\""));
    assertTrue(html.contains("automobile</span> taken for <span"));
  }

  @Test
  void imagesOfOtherSizesAreDrawnToo() {
    String html = HtmlReport.render(RunReports.thousand());

    assertTrue(html.contains("id=\"seen\" width=\"16\" height=\"16\""), "16 x 16 pixels");
    assertTrue(html.contains("<h2 id=\"draw-heading\">Draw an image</h2>"));
    assertTrue(html.contains("data-pixels"));
  }

  @Test
  void whatIsNotInkIsNotDrawn() {
    Mlp network = RunReports.network(784, List.of(4), Activation.RELU);
    String html =
        HtmlReport.render(
            RunReports.custom(
                RunReports.DIGITS,
                network,
                RunReports.examination(network, 20, RunReports::dense)));

    assertTrue(html.contains("a drawing is ink on empty paper, which these images are not."));
    assertFalse(html.contains("data-pixels"));
  }

  @Test
  void namesAreNeverMarkup() {
    String clean = HtmlReport.render(RunReports.alphabet());
    String html = HtmlReport.render(RunReports.odd(List.of(28, 28)));
    String table = HtmlReport.render(RunReports.odd(List.of(11)));

    assertEquals(all("(<script[^>]*>)", clean), all("(<script[^>]*>)", html));
    assertEquals(1, all("(<script[^>]*>)", table).size());
    assertEquals(all("(<!--.{9})", clean), all("(<!--.{9})", html), "charts have comments");
    String names = all("id=\"names\">(.*?)</script>", html).get(0);
    assertTrue(
        names.startsWith("[\"\\u003cscript>alert(1)\\u003c/script>\",\"a,b \\\"c\\\"\","), names);
    for (String page : List.of(html, table)) {
      assertTrue(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
      assertTrue(page.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n'));
      assertFalse(page.contains("\u202e"));
      assertTrue(page.contains(">&quot;&quot;<"), "a name of nothing");
      assertTrue(page.contains("title=\"long long "), "all of a long name");
    }
  }

  @Test
  void refusesAnotherNumberOfNames() {
    RunReport good = RunReports.trained();
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                RunReports.custom(
                    Signature.numbered(List.of(28, 28), 9),
                    good.network().orElseThrow(),
                    good.test()));
    assertEquals("expected the names of 10 classes, found 9", e.getMessage());
  }

  @Test
  void theSameRunGivesTheSamePage() {
    assertEquals(HtmlReport.render(RunReports.trained()), HtmlReport.render(RunReports.trained()));
  }
}
