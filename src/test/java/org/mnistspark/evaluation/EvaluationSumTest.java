package org.mnistspark.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EvaluationSumTest {
  private static final int CLASSES = 10;
  private static final int EXAMPLES = 1000;

  @Test
  void countsTrueClassesInRowsAndPredictedOnesInColumns() {
    EvaluationSum sum = new EvaluationSum(3);
    sum.add(new float[] {0.5f, 0.25f, 0.25f}, 0, 0);
    sum.add(new float[] {0, 0, 0, 0.125f, 0.125f, 0.75f}, 3, 0);
    ConfusionMatrix expected = ConfusionMatrix.of(new long[][] {{1, 0, 1}, {0, 0, 0}, {0, 0, 0}});
    assertEquals(expected, sum.metrics().confusion());
    assertEquals(2, sum.examples());
  }

  @Test
  void logLossIsTheMeanOfMinusLogOfTheLabelsProbability() {
    EvaluationSum sum = new EvaluationSum(2);
    sum.add(new float[] {0.5f, 0.5f}, 0, 0);
    sum.add(new float[] {0.25f, 0.75f}, 0, 0);
    sum.add(new float[] {0, 1}, 0, 1);
    // (ln 2 + ln 4 + 0) / 3 = ln 2
    assertEquals(0.6931471805599453, sum.metrics().loss(), 4e-9);
  }

  @Test
  void aLabelOfProbabilityZeroCostsTheFloorOfKeras() {
    EvaluationSum sum = new EvaluationSum(2);
    sum.add(new float[] {0, 1}, 0, 0);
    assertEquals(16.11809565095832, sum.metrics().loss(), 1e-6);
  }

  @Test
  void aProbabilityRoundedAboveOneCostsNothing() {
    EvaluationSum sum = new EvaluationSum(2);
    sum.add(new float[] {Math.nextUp(1f), 0}, 0, 0);
    assertEquals(0, sum.metrics().loss());
  }

  @Test
  void ofEquallyProbableClassesTheLowestIsPredicted() {
    EvaluationSum sum = new EvaluationSum(3);
    sum.add(new float[] {0.2f, 0.4f, 0.4f}, 0, 2);
    assertEquals(1, sum.metrics().confusion().count(2, 1));
  }

  @Test
  void mergingEmptySumsOnEitherSideChangesNothing() {
    Metrics expected = sumOf(0, EXAMPLES).metrics();
    assertEquals(expected, sumOf(0, EXAMPLES).merge(new EvaluationSum(CLASSES)).metrics());
    assertEquals(expected, new EvaluationSum(CLASSES).merge(sumOf(0, EXAMPLES)).metrics());
  }

  @Test
  void mergedEmptySumsAreEmpty() {
    EvaluationSum sum = new EvaluationSum(CLASSES).merge(new EvaluationSum(CLASSES));
    assertEquals(0, sum.examples());
  }

  @Test
  void anySplitAndMergeOrderGivesTheSameBits() {
    Metrics expected = sumOf(0, EXAMPLES).metrics();
    Random random = new Random(7);
    for (int parts : new int[] {2, 3, 7, 100, EXAMPLES}) {
      List<EvaluationSum> sums = new ArrayList<>();
      for (int part = 0; part < parts; part++) {
        sums.add(sumOf(part * EXAMPLES / parts, (part + 1) * EXAMPLES / parts));
      }
      Collections.shuffle(sums, random);
      assertEquals(expected, mergeAsTree(sums).metrics(), parts + " parts");
    }
  }

  @Test
  void aBillionOfTheWorstExamplesFit() {
    EvaluationSum sum = new EvaluationSum(2);
    sum.add(new float[] {0, 1}, 0, 0);
    double loss = sum.metrics().loss();
    for (int doublings = 0; doublings < 30; doublings++) {
      sum.merge(sum);
    }
    assertEquals(1L << 30, sum.examples());
    assertEquals(loss, sum.metrics().loss());
    assertThrows(ArithmeticException.class, () -> sum.merge(sum), "long overflow");
  }

  @Test
  void survivesSerialization() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(sumOf(0, EXAMPLES));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      EvaluationSum read = (EvaluationSum) in.readObject();
      assertEquals(sumOf(0, EXAMPLES).metrics(), read.metrics());
    }
  }

  @Test
  void refusesToMergeOtherNumbersOfClasses() {
    EvaluationSum sum = new EvaluationSum(10);
    assertFails(
        "expected a sum over 10 classes, found one over 9", () -> sum.merge(new EvaluationSum(9)));
  }

  @Test
  void refusesLabelsThatAreNoClass() {
    EvaluationSum sum = new EvaluationSum(2);
    float[] row = {0.5f, 0.5f};
    assertFails("expected a label from 0 to 1, found 2", () -> sum.add(row, 0, 2));
    assertFails("expected a label from 0 to 1, found -1", () -> sum.add(row, 0, -1));
  }

  @Test
  void refusesRowsThatAreNotWhollyThere() {
    EvaluationSum sum = new EvaluationSum(2);
    assertFails(
        "expected 2 probabilities from offset 2, found an array of 3",
        () -> sum.add(new float[3], 2, 0));
  }

  @Test
  void refusesWhatIsNoProbabilityAndStaysUnchanged() {
    EvaluationSum sum = new EvaluationSum(3);
    String end = ": the model has diverged or does not end in a softmax";
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, -0.5f, 1.5f}) {
      assertFails(
          "expected probabilities in [0,1], found " + bad + " for class 1" + end,
          () -> sum.add(new float[] {0, bad, 1}, 0, 0));
    }
    assertEquals(0, sum.examples());
  }

  @Test
  void refusesToDescribeNoExamples() {
    EvaluationSum sum = new EvaluationSum(10);
    IllegalStateException e = assertThrows(IllegalStateException.class, sum::metrics);
    assertEquals(
        "expected at least 1 example to evaluate, found none: the data set is empty",
        e.getMessage());
  }

  @Test
  void refusesToCountNoClasses() {
    assertFails("expected at least 1 class, found 0", () -> new EvaluationSum(0));
  }

  private static void assertFails(String message, Runnable action) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> action.run(), message);
    assertEquals(message, e.getMessage());
  }

  private static EvaluationSum sumOf(int from, int to) {
    EvaluationSum sum = new EvaluationSum(CLASSES);
    for (int example = from; example < to; example++) {
      Random random = new Random(example);
      float[] row = new float[CLASSES];
      float total = 0;
      for (int c = 0; c < CLASSES; c++) {
        row[c] = random.nextFloat();
        total += row[c];
      }
      for (int c = 0; c < CLASSES; c++) {
        row[c] /= total;
      }
      sum.add(row, 0, random.nextInt(CLASSES));
    }
    return sum;
  }

  private static EvaluationSum mergeAsTree(List<EvaluationSum> sums) {
    if (sums.size() == 1) {
      return sums.get(0);
    }
    int middle = sums.size() / 2;
    return mergeAsTree(sums.subList(middle, sums.size()))
        .merge(mergeAsTree(sums.subList(0, middle)));
  }
}
