package org.mnistspark.run.record;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.mnistspark.evaluation.ClassMetrics;
import org.mnistspark.evaluation.Metrics;

/** {@code metrics.json}: what a run has reached. Numbers with all their digits. */
public final class MetricsJson {
  private MetricsJson() {}

  /**
   * Of a training run.
   *
   * @param classes their names, in the order of their numbers
   */
  public static String render(TrainingSummary summary, List<String> classes) {
    ObjectNode root = root(summary.runId(), summary.dataset(), summary.test(), classes);
    root.putObject("train")
        .put("accuracy", summary.trainAccuracy())
        .put("loss", summary.trainLoss())
        .put("seconds", summary.trainSeconds())
        .put("images_per_second", summary.imagesPerSecond())
        .put("rounds", summary.rounds());
    root.put("workers", summary.workers());
    root.put("epochs", summary.epochs());
    summary
        .validation()
        .ifPresent(
            validation ->
                root.putObject("validation")
                    .put("accuracy", validation.accuracy())
                    .put("loss", validation.loss())
                    .put("examples", validation.examples())
                    .put("best_epoch", validation.bestEpoch()));
    return Json.render(root);
  }

  /** Of an evaluation without training: the same but for what training adds. */
  public static String render(String runId, String dataset, Metrics test, List<String> classes) {
    return Json.render(root(runId, dataset, test, classes));
  }

  private static ObjectNode root(String runId, String dataset, Metrics test, List<String> classes) {
    ObjectNode root = Json.object().put("run_id", runId).put("dataset", dataset);
    ArrayNode perClass =
        root.putObject("test")
            .put("accuracy", test.accuracy())
            .put("loss", test.loss())
            .put("examples", test.examples())
            .put("macro_f1", test.macroF1())
            .put("macro_precision", test.macroPrecision())
            .put("macro_recall", test.macroRecall())
            .put("balanced_accuracy", test.balancedAccuracy())
            .putArray("per_class");
    for (ClassMetrics metrics : test.perClass()) {
      perClass
          .addObject()
          .put("class", metrics.label())
          .put("name", classes.get(metrics.label()))
          .put("precision", metrics.precision())
          .put("recall", metrics.recall())
          .put("f1", metrics.f1())
          .put("support", metrics.support());
    }
    return root;
  }
}
