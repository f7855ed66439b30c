package org.mnistspark.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.mnistspark.evaluation.ConfusionMatrix;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class PlotsTest {

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static boolean hasText(Document document, String wanted) {
    return count(document, wanted) > 0;
  }

  @Test
  void theConfusionMatrixHasItsCountsAsText() throws Exception {
    ConfusionMatrix confusion = ConfusionMatrix.of(new long[][] {{977, 0}, {13, 1135}});

    Document svg = parse(Plots.confusionMatrix(confusion, List.of("0", "1")).orElseThrow());

    for (String text : new String[] {"977", "13", "1135", "Predicted", "True"}) {
      assertTrue(hasText(svg, text), text);
    }
    assertEquals("Confusion matrix", svg.getElementsByTagName("title").item(0).getTextContent());
    assertEquals("640", svg.getDocumentElement().getAttribute("width"));
  }

  @Test
  void theLearningCurveHasBothScalesAndOneLegend() throws Exception {
    RunReport report = RunReports.trained();
    String text = Plots.learningCurve(report.training().orElseThrow()).orElseThrow();

    Document svg = parse(text);

    for (String wanted : new String[] {"Loss", "Accuracy", "Epoch", "Training", "Test"}) {
      assertTrue(hasText(svg, wanted), wanted);
    }
    assertFalse(text.contains("var(--"), "a file by itself has no variables");
  }

  @Test
  void namesAreOnBothAxes() throws Exception {
    Document svg = parse(plot(RunReports.flowers()));

    for (String name : List.of("setosa", "versicolor", "virginica")) {
      assertEquals(2, count(svg, name), name);
    }
    assertTrue(hasText(svg, "25"));
  }

  @Test
  void manyClassesHaveNamesButNoCounts() throws Exception {
    String text = plot(RunReports.letters());

    Document svg = parse(text);
    assertEquals(2, count(svg, "Z"));
    assertEquals("1000", svg.getDocumentElement().getAttribute("width"));
    assertTrue(text.length() < 500_000, text.length() + " characters");
  }

  @Test
  void ofAThousandClassesThoseWithTheMostErrorsAreShown() throws Exception {
    String text = plot(RunReports.thousand());

    assertTrue(hasText(parse(text), "Predicted: the 40 of 1,000 classes with the most errors"));
    assertTrue(text.length() < 500_000, text.length() + " characters");
  }

  @Test
  void oddNamesAreTextOfAWellFormedDocument() throws Exception {
    Document svg = parse(plot(RunReports.odd(List.of(11))));

    assertEquals(0, svg.getElementsByTagName("script").getLength());
    assertEquals(2, count(svg, "<script>\u2026script>"));
    assertEquals(2, count(svg, "\"\""));
  }

  private static String plot(RunReport report) {
    return Plots.confusionMatrix(report.test().metrics().confusion(), report.signature().classes())
        .orElseThrow();
  }

  private static int count(Document document, String wanted) {
    NodeList texts = document.getElementsByTagName("text");
    int count = 0;
    for (int i = 0; i < texts.getLength(); i++) {
      count += texts.item(i).getTextContent().equals(wanted) ? 1 : 0;
    }
    return count;
  }

  @Test
  void anErrorFreeMatrixCanBePlotted() {
    ConfusionMatrix confusion = ConfusionMatrix.of(new long[][] {{3, 0}, {0, 4}});

    assertTrue(Plots.confusionMatrix(confusion, List.of("0", "1")).isPresent());
  }
}
