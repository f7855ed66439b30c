package org.mnistspark.report;

import java.util.List;
import java.util.Optional;
import org.mnistspark.evaluation.ConfusionMatrix;

/** Charts as SVG files, to be put into a document. Empty where this JVM has no fonts. */
public final class Plots {
  private Plots() {}

  /** Loss and accuracy by epoch. */
  public static Optional<String> learningCurve(TrainingReport training) {
    if (!Fonts.available()) {
      return Optional.empty();
    }
    Svg.Name name =
        new Svg.Name(
            "learning-curve",
            "Learning curves",
            "Loss and accuracy in training and on the %s set by epoch"
                .formatted(training.evaluatedOn()));
    return Optional.of(Svg.standalone(Charts.learningCurve(training), 640, 640, name));
  }

  /**
   * A heat map of the counts; of very many classes, of those with the most errors.
   *
   * @param classes their names, in the order of their numbers
   */
  public static Optional<String> confusionMatrix(ConfusionMatrix confusion, List<String> classes) {
    if (!Fonts.available()) {
      return Optional.empty();
    }
    HeatMap map = HeatMap.of(confusion, classes);
    Svg.Name name =
        new Svg.Name(
            "confusion-matrix",
            "Confusion matrix",
            "Examples by true class (rows) and predicted class (columns)" + map.selection());
    return Optional.of(Svg.standalone(map.chart(), map.size(), map.size() - 20, name));
  }
}
