package org.mnistspark.evaluation;

/**
 * How well one class is recognized. A quotient without examples is 0, as in scikit-learn with
 * {@code zero_division=0}.
 *
 * @param label the class
 * @param precision of the examples taken for it, the part that belongs to it
 * @param recall of the examples that belong to it, the part that was found
 * @param f1 harmonic mean of precision and recall
 * @param support examples that belong to it
 */
public record ClassMetrics(int label, double precision, double recall, double f1, long support) {

  static ClassMetrics of(ConfusionMatrix confusion, int label) {
    long found = confusion.count(label, label);
    long support = confusion.support(label);
    long predictions = confusion.predictions(label);
    return new ClassMetrics(
        label,
        quotient(found, predictions),
        quotient(found, support),
        quotient(2 * found, predictions + support),
        support);
  }

  private static double quotient(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
