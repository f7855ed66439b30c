package org.mnistspark.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
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
    NodeList texts = document.getElementsByTagName("text");
    for (int i = 0; i < texts.getLength(); i++) {
      if (texts.item(i).getTextContent().equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void theConfusionMatrixHasItsCountsAsText() throws Exception {
    ConfusionMatrix confusion = ConfusionMatrix.of(new long[][] {{977, 0}, {13, 1135}});

    Document svg = parse(Plots.confusionMatrix(confusion).orElseThrow());

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
  void anErrorFreeMatrixCanBePlotted() {
    ConfusionMatrix confusion = ConfusionMatrix.of(new long[][] {{3, 0}, {0, 4}});

    assertTrue(Plots.confusionMatrix(confusion).isPresent());
  }
}
