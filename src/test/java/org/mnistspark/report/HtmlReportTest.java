package org.mnistspark.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

  @Test
  void isWellFormed() {
    for (boolean charts : new boolean[] {true, false}) {
      String html = HtmlReport.render(RunReports.trained(), charts);
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

  @Test
  void idsAreUnique() {
    List<String> ids = all(" id=\"([^\"]*)\"", HtmlReport.render(RunReports.trained()));

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
            List.of(28, 28),
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
            trained.shape(),
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
  void examplesThatAreNoPicturesAreNamed() {
    for (List<Integer> shape : List.of(List.of(48), List.of(4, 4, 3))) {
      String html =
          HtmlReport.render(
              RunReports.trained(shape, RunReports.network(48, List.of(5), Activation.SIGMOID)));

      assertTrue(html.contains("Examples of shape " + shape + " are not shown as pictures."));
      assertFalse(html.contains("<img"));
      assertTrue(html.contains("Test example 0"));
    }
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
  void theSameRunGivesTheSamePage() {
    assertEquals(HtmlReport.render(RunReports.trained()), HtmlReport.render(RunReports.trained()));
  }
}
