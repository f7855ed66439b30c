package org.mnistspark.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.evaluation.Examination;
import org.mnistspark.mlp.Activation;
import org.mnistspark.mlp.Mlp;
import org.mnistspark.testing.Browser;

/** Pages of runs that never were, in a browser. */
class PageIT {
  @TempDir static Path folder;
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    browser = Browser.start(Files.createDirectory(folder.resolve("profile")));
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  private static void open(RunReport report) throws IOException, InterruptedException {
    Path page = folder.resolve("page.html");
    Files.writeString(page, HtmlReport.render(report));
    browser.open(page.toUri());
  }

  @Test
  void everyActivationAndDepthIsComputedAsInJava() throws IOException, InterruptedException {
    for (Activation activation : Activation.values()) {
      for (List<Integer> hidden : List.of(List.<Integer>of(), List.of(33), List.of(64, 17))) {
        Mlp network = RunReports.network(784, hidden, activation);
        open(RunReports.trained(List.of(28, 28), network));
        float[] expected = new float[10];
        for (int i = 0; i < 5; i++) {
          float[] features = RunReports.example(i, 784);
          network.classify(features, 1, expected);
          JsonNode found = browser.run("return mnistSpark.classify(arguments[0])", features);
          for (int c = 0; c < 10; c++) {
            assertEquals(expected[c], found.get(c).asDouble(), 1e-3, activation + " " + hidden);
          }
        }
      }
    }
    assertEquals(List.of(), browser.console());
  }

  @Test
  void whatTheRunSaysDoesNotRun() throws IOException, InterruptedException {
    String evil = "</title><script>window.evil = 1</script><img src=x onerror='evil = 1'>";
    RunReport good = RunReports.trained();
    Examination test = good.test();
    open(
        new RunReport(
            evil,
            evil,
            good.signature(),
            test,
            Optional.of(RunReports.training(test, 3)),
            good.network(),
            "{\"a</script>\": \"" + evil + "\"}",
            List.of(evil)));

    assertEquals(List.of(), browser.console());
    assertFalse(browser.run("return 'evil' in window").asBoolean());
    assertEquals(evil, browser.run("return document.querySelector('h1').textContent").asText());
  }

  @Test
  void thePolicyStopsWhatIsNotThePages() throws IOException, InterruptedException {
    open(RunReports.trained());

    assertFalse(
        browser
            .run(
                "const s = document.createElement('script'); s.textContent = 'window.added = 1';"
                    + " document.body.append(s); return 'added' in window")
            .asBoolean());
    assertFalse(browser.console().isEmpty(), "the browser reports what it stopped");
  }

  @Test
  void namesDoNotRunAndAreReadAsTheyAre() throws IOException, InterruptedException {
    open(RunReports.odd(List.of(28, 28)));
    browser.drag("#pad", new double[][] {{0.5, 0.2}, {0.5, 0.8}});

    assertEquals(List.of(), browser.console());
    assertEquals(
        "<script>alert(1)</script>",
        browser.run("return document.querySelector('#classes tbody th').textContent").asText());
    open(RunReports.odd(List.of(11)));
    assertEquals(List.of(), browser.console());
  }

  @Test
  void ofManyClassesTheMostProbableHaveABar() throws IOException, InterruptedException {
    for (RunReport report : List.of(RunReports.letters(), RunReports.thousand())) {
      open(report);
      browser.click(".samples li:nth-child(3) .digit");
      JsonNode shown =
          browser.run(
              "return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done("
                  + "[document.getElementById('answer').textContent, ...[...document.querySelectorAll("
                  + "'#bars li')].map(bar => bar.firstElementChild.textContent)]))))");

      String expected =
          report.signature().classes().get(report.test().samples().get(2).prediction().predicted());
      assertEquals(11, shown.size());
      assertTrue(shown.get(0).asText().startsWith(expected + ", "), shown.toString());
      assertEquals(expected, shown.get(1).asText());
      assertEquals(List.of(), browser.console());
    }
  }

  @Test
  void allKindsOfDataFitANarrowScreen() throws IOException, InterruptedException {
    browser.screen(360, 780, true);
    for (RunReport report : HtmlReportTest.all()) {
      open(report);
      assertEquals(
          360,
          browser.run("return document.documentElement.scrollWidth").asInt(),
          report.signature().classes().toString());
      assertEquals(List.of(), browser.console());
    }
    browser.screen(1280, 900, false);
  }

  @Test
  void aPageWithoutADrawingFieldHasNothingToComplainOfEither()
      throws IOException, InterruptedException {
    open(RunReports.trained(List.of(8, 6), RunReports.network(48, List.of(5), Activation.TANH)));

    assertEquals(List.of(), browser.console());
  }
}
