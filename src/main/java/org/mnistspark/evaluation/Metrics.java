package org.mnistspark.evaluation;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How good a classifier is on a data set.
 *
 * @param examples examples classified, at least 1
 * @param accuracy the part that was classified correctly
 * @param loss mean of -ln p(label), in nats; p not below {@link EvaluationSum#FLOOR}
 * @param macroF1 mean of F1 over all classes, those without examples included
 * @param perClass one entry per class, in order
 * @param confusion the counts behind all of these but the loss
 */
public record Metrics(
    long examples,
    double accuracy,
    double loss,
    double macroF1,
    List<ClassMetrics> perClass,
    ConfusionMatrix confusion) {

  /** Copies the list. */
  public Metrics {
    perClass = List.copyOf(perClass);
  }

  /**
   * The metrics that follow from a confusion matrix and a mean loss.
   *
   * @throws IllegalArgumentException if the matrix holds no example or the loss is not finite
   */
  public static Metrics of(ConfusionMatrix confusion, double loss) {
    long examples = confusion.total();
    if (examples == 0) {
      throw new IllegalArgumentException("expected at least 1 example, found none");
    }
    if (!Double.isFinite(loss)) {
      throw new IllegalArgumentException("expected a finite loss, found " + loss);
    }
    List<ClassMetrics> perClass =
        IntStream.range(0, confusion.classes())
            .mapToObj(label -> ClassMetrics.of(confusion, label))
            .toList();
    return new Metrics(
        examples,
        (double) confusion.correct() / examples,
        loss,
        mean(perClass, ClassMetrics::f1),
        perClass,
        confusion);
  }

  /** The classes that have examples, the lowest F1 first; of equal ones the lower class. */
  public List<ClassMetrics> weakestFirst() {
    return perClass.stream()
        .filter(metrics -> metrics.support() > 0)
        .sorted(Comparator.comparingDouble(ClassMetrics::f1))
        .toList();
  }

  /** Mean of precision over all classes, those without examples included. */
  public double macroPrecision() {
    return mean(perClass, ClassMetrics::precision);
  }

  /** Mean of recall over all classes, those without examples included. */
  public double macroRecall() {
    return mean(perClass, ClassMetrics::recall);
  }

  /** Mean of recall over the classes that have examples, as in scikit-learn. */
  public double balancedAccuracy() {
    return mean(
        perClass.stream().filter(metrics -> metrics.support() > 0).toList(), ClassMetrics::recall);
  }

  private static double mean(List<ClassMetrics> classes, ToDoubleFunction<ClassMetrics> value) {
    double sum = 0;
    for (ClassMetrics metrics : classes) {
      sum += value.applyAsDouble(metrics);
    }
    return sum / classes.size();
  }
}
