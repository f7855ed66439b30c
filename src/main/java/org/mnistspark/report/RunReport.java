package org.mnistspark.report;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.mnistspark.data.Signature;
import org.mnistspark.evaluation.Examination;
import org.mnistspark.mlp.Mlp;
import org.mnistspark.run.store.RunDirectory;
import org.mnistspark.run.store.RunFiles;

/**
 * Everything that report.html shows.
 *
 * @param runId name of the run
 * @param dataset {@code mnist}, {@code synthetic-digits} or {@code custom}
 * @param signature what the network takes and tells apart
 * @param test the test set, examined with the final network
 * @param training empty for an evaluation without training
 * @param network the final network, where it is one that the page can compute
 * @param provenance run.json, or what there is instead: a JSON object
 * @param warnings what must not be overlooked
 */
public record RunReport(
    String runId,
    String dataset,
    Signature signature,
    Examination test,
    Optional<TrainingReport> training,
    Optional<Mlp> network,
    String provenance,
    List<String> warnings) {

  /** The most confident mistakes that a report shows. */
  public static final int MISTAKES = 24;

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if the test set has another number of classes
   */
  public RunReport {
    int classes = test.metrics().confusion().classes();
    if (signature.classes().size() != classes) {
      throw new IllegalArgumentException(
          "expected the names of " + classes + " classes, found " + signature.classes().size());
    }
    network.ifPresent(
        mlp -> {
          if (mlp.inputs() != signature.inputs()) {
            throw new IllegalArgumentException(
                "expected a network of " + signature.inputs() + " inputs, found " + mlp.inputs());
          }
        });
    warnings = List.copyOf(warnings);
  }

  /**
   * Writes report.html and the plots that there can be.
   *
   * @param warning told when there can be none
   */
  public void publish(RunDirectory directory, Consumer<String> warning) {
    directory.publish(RunFiles.REPORT, HtmlReport.render(this));
    Optional<String> confusion =
        Plots.confusionMatrix(test.metrics().confusion(), signature.classes());
    confusion.ifPresent(svg -> directory.publish(RunFiles.CONFUSION_MATRIX_PLOT, svg));
    training
        .flatMap(Plots::learningCurve)
        .ifPresent(svg -> directory.publish(RunFiles.LEARNING_CURVE_PLOT, svg));
    if (confusion.isEmpty()) {
      warning.accept(
          "No charts: this Java finds no fonts; install fontconfig and a font on the driver");
    }
  }
}
