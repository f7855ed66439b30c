package org.mnistspark.run.record;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.mnistspark.evaluation.Prediction;

/** {@code predictions.json}: what the model says about the first test examples. */
public final class PredictionsJson {
  private PredictionsJson() {}

  /**
   * An array of objects.
   *
   * @param predictions of the test examples from index 0 on
   * @param classes their names, in the order of their numbers
   */
  public static String render(List<Prediction> predictions, List<String> classes) {
    ArrayNode root = Json.array();
    for (int index = 0; index < predictions.size(); index++) {
      append(root.addObject(), index, predictions.get(index), classes);
    }
    return Json.render(root);
  }

  private static void append(
      ObjectNode node, int index, Prediction prediction, List<String> classes) {
    node.put("index", index);
    ArrayNode probabilities = node.putArray("probabilities");
    prediction.probabilities().forEach(probabilities::add);
    node.put("predicted", prediction.predicted())
        .put("predicted_name", classes.get(prediction.predicted()))
        .put("confidence", prediction.confidence())
        .put("label", prediction.label())
        .put("label_name", classes.get(prediction.label()));
    ArrayNode oneHot = node.putArray("one_hot");
    for (int c = 0; c < prediction.probabilities().size(); c++) {
      oneHot.add(c == prediction.label() ? 1 : 0);
    }
  }
}
