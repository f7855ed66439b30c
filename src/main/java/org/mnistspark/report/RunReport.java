package org.mnistspark.report;

import java.util.List;
import java.util.Optional;
import org.mnistspark.evaluation.Examination;
import org.mnistspark.mlp.MlpClassifier;

/**
 * Everything that report.html shows.
 *
 * @param runId name of the run
 * @param dataset {@code mnist}, {@code synthetic-digits} or {@code custom}
 * @param shape of one example: rows and columns of an image, or anything else
 * @param test the test set, examined with the final network
 * @param training empty for an evaluation without training
 * @param network the final network, where it is one that the page can compute
 * @param provenance run.json, or what there is instead: a JSON object
 * @param warnings what must not be overlooked
 */
public record RunReport(
    String runId,
    String dataset,
    List<Integer> shape,
    Examination test,
    Optional<TrainingReport> training,
    Optional<MlpClassifier> network,
    String provenance,
    List<String> warnings) {

  /** Copies the lists. */
  public RunReport {
    shape = List.copyOf(shape);
    warnings = List.copyOf(warnings);
  }
}
