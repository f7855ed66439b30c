package org.mnistspark.run.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mnistspark.evaluation.Prediction;

class PredictionsJsonTest {
  private static final List<String> CLASSES = List.of("no", "yes");

  @Test
  void rendersEachImageWithItsOneHotLabel() {
    float[] rows = {0.25f, 0.75f, 1, 1e-7f};
    String expected =
        """
        [ {
          "index" : 0,
          "probabilities" : [ 0.25, 0.75 ],
          "predicted" : 1,
          "predicted_name" : "yes",
          "confidence" : 0.75,
          "label" : 0,
          "label_name" : "no",
          "one_hot" : [ 1, 0 ]
        }, {
          "index" : 1,
          "probabilities" : [ 1.0, 1.0E-7 ],
          "predicted" : 0,
          "predicted_name" : "no",
          "confidence" : 1.0,
          "label" : 1,
          "label_name" : "yes",
          "one_hot" : [ 0, 1 ]
        } ]
        """;
    assertEquals(
        expected,
        PredictionsJson.render(
            List.of(Prediction.of(rows, 0, 2, 0), Prediction.of(rows, 2, 2, 1)), CLASSES));
  }

  @Test
  void rendersNoImages() {
    assertEquals("[ ]\n", PredictionsJson.render(List.of(), CLASSES));
  }
}
