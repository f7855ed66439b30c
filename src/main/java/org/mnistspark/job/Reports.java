package org.mnistspark.job;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.mlp.MlpClassifier;
import org.mnistspark.report.Console;
import org.mnistspark.report.HtmlReport;
import org.mnistspark.report.Phases;
import org.mnistspark.report.Plots;
import org.mnistspark.report.RunReport;
import org.mnistspark.report.TrainingReport;
import org.mnistspark.run.Provenance;
import org.mnistspark.run.RunDirectory;
import org.mnistspark.run.RunFiles;
import org.mnistspark.run.TrainingSummary;

/** The report of a run, and its plots. */
final class Reports {
  /** The most confident mistakes that a report shows. */
  static final int MISTAKES = 24;

  private Reports() {}

  /** Writes report.html and the plots that there can be. */
  static void publish(RunDirectory directory, RunReport report, Console console) {
    directory.publish(RunFiles.REPORT, HtmlReport.render(report));
    Optional<String> confusion = Plots.confusionMatrix(report.test().metrics().confusion());
    confusion.ifPresent(svg -> directory.publish(RunFiles.CONFUSION_MATRIX_PLOT, svg));
    report
        .training()
        .flatMap(Plots::learningCurve)
        .ifPresent(svg -> directory.publish(RunFiles.LEARNING_CURVE_PLOT, svg));
    if (confusion.isEmpty()) {
      console.warning(
          "No charts: this Java finds no fonts; install fontconfig and a font on the driver");
    }
  }

  /** What the report says about a training. */
  static TrainingReport training(
      Training training, TrainingSummary summary, Provenance provenance) {
    Duration total = Duration.between(provenance.start(), provenance.end().orElseThrow());
    Phases phases =
        new Phases(
            summary.trainSeconds(),
            training.averagingSeconds() > 0
                ? OptionalDouble.of(training.averagingSeconds())
                : OptionalDouble.empty(),
            training.evaluationSeconds(),
            training.secondsBefore() + total.toMillis() / 1e3);
    return new TrainingReport(summary, training.history(), phases, provenance.averaging());
  }

  /** The network, where a report can show it at work. */
  static Optional<MlpClassifier> network(Classifier classifier) {
    return classifier instanceof MlpClassifier mlp ? Optional.of(mlp) : Optional.empty();
  }
}
