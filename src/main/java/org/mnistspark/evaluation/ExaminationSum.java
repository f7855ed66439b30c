package org.mnistspark.evaluation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;

/**
 * An {@link Examination} in the making, which parts of a data set contribute to and which merge.
 * The result is the same for any partitioning and any merge order: sums are integers, and examples
 * that are kept are chosen by an order without ties.
 */
public final class ExaminationSum implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final Comparator<ScoredExample> MOST_CONFIDENT =
      Comparator.comparing(ScoredExample::confidence)
          .reversed()
          .thenComparing(ScoredExample::index);

  private final int inputs;
  private final int classes;
  private final int sampleCount;
  private final int mistakeCount;
  private final EvaluationSum evaluation;
  private final CalibrationSum calibration = new CalibrationSum();
  private final ArrayList<ScoredExample> samples = new ArrayList<>();
  // The most confident so far, in order.
  private final ArrayList<ScoredExample> mistakes = new ArrayList<>();

  /**
   * The sum over no examples.
   *
   * @param inputs features per example
   * @param classes classes per example, at least 1
   * @param sampleCount examples with an index below this are kept
   * @param mistakeCount how many mistakes are kept
   */
  public ExaminationSum(int inputs, int classes, int sampleCount, int mistakeCount) {
    if (sampleCount < 0 || mistakeCount < 0) {
      throw new IllegalArgumentException(
          "expected to keep 0 or more examples, found " + sampleCount + " and " + mistakeCount);
    }
    this.inputs = inputs;
    this.classes = classes;
    this.sampleCount = sampleCount;
    this.mistakeCount = mistakeCount;
    this.evaluation = new EvaluationSum(classes);
  }

  /**
   * Adds the examples of a block.
   *
   * @param indices of its examples in the data set
   * @param features [rows, inputs] row-major
   * @param probabilities [rows, classes] row-major
   * @param labels true classes
   * @param rows examples in the block
   * @throws IllegalArgumentException as {@link EvaluationSum#add}
   */
  public void add(long[] indices, float[] features, float[] probabilities, int[] labels, int rows) {
    for (int row = 0; row < rows; row++) {
      int at = row * classes;
      evaluation.add(probabilities, at, labels[row]);
      int predicted = Probabilities.argmax(probabilities, at, classes);
      boolean correct = predicted == labels[row];
      calibration.add(probabilities[at + predicted], correct);
      boolean sample = indices[row] < sampleCount;
      boolean mistake = !correct && wanted(probabilities[at + predicted]);
      if (sample || mistake) {
        ScoredExample example =
            new ScoredExample(
                indices[row],
                Arrays.copyOfRange(features, row * inputs, (row + 1) * inputs),
                Arrays.copyOfRange(probabilities, at, at + classes),
                labels[row]);
        if (sample) {
          samples.add(example);
        }
        if (mistake) {
          keep(example);
        }
      }
    }
  }

  /** Whether a mistake of this confidence may be among those that are kept. */
  private boolean wanted(float confidence) {
    return mistakes.size() < mistakeCount
        || (mistakeCount > 0 && confidence >= mistakes.get(mistakeCount - 1).confidence());
  }

  private void keep(ScoredExample mistake) {
    mistakes.add(mistake);
    mistakes.sort(MOST_CONFIDENT);
    if (mistakes.size() > mistakeCount) {
      mistakes.remove(mistakeCount);
    }
  }

  /**
   * Adds another sum to this one.
   *
   * @return this
   * @throws IllegalArgumentException if the number of classes or of examples to keep differs
   */
  public ExaminationSum merge(ExaminationSum other) {
    if (other.sampleCount != sampleCount || other.mistakeCount != mistakeCount) {
      throw new IllegalArgumentException(
          "expected a sum that keeps "
              + sampleCount
              + " samples and "
              + mistakeCount
              + " mistakes, found one that keeps "
              + other.sampleCount
              + " and "
              + other.mistakeCount);
    }
    evaluation.merge(other.evaluation);
    calibration.merge(other.calibration);
    samples.addAll(other.samples);
    other.mistakes.forEach(this::keep);
    return this;
  }

  /**
   * What the sums say.
   *
   * @throws IllegalStateException if there is no example
   */
  public Examination examination() {
    return new Examination(
        evaluation.metrics(),
        calibration.calibration(),
        samples.stream().sorted(Comparator.comparing(ScoredExample::index)).toList(),
        mistakes);
  }
}
