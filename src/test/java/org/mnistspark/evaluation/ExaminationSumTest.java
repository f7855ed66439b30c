package org.mnistspark.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mnistspark.testing.Kryo;

class ExaminationSumTest {
  private static final int CLASSES = 3;
  private static final int EXAMPLES = 400;

  private static ExaminationSum empty() {
    return new ExaminationSum(2, CLASSES, 5, 7);
  }

  /** Confidences have few values, so that many mistakes are equally confident. */
  private static ExaminationSum sumOf(int from, int to) {
    ExaminationSum sum = empty();
    for (int i = from; i < to; i++) {
      Random random = new Random(i);
      float top = 0.5f + random.nextInt(4) / 8f;
      float[] row = {(1 - top) / 2, (1 - top) / 2, (1 - top) / 2};
      row[random.nextInt(CLASSES)] = top;
      sum.add(
          new long[] {i},
          new float[] {i, -i},
          row,
          new int[] {random.nextInt(CLASSES)},
          /* rows= */ 1);
    }
    return sum;
  }

  private static void add(ExaminationSum sum, long index, float confidence, int label) {
    float rest = (1 - confidence) / 2;
    sum.add(
        new long[] {index},
        new float[] {0, 1},
        new float[] {confidence, rest, rest},
        new int[] {label},
        1);
  }

  private static List<Long> indices(List<ScoredExample> examples) {
    return examples.stream().map(ScoredExample::index).toList();
  }

  @Test
  void keepsTheMostConfidentMistakesAndOfEqualOnesTheFirst() {
    ExaminationSum sum = new ExaminationSum(2, CLASSES, 0, 3);
    add(sum, 9, 0.75f, 1);
    add(sum, 2, 0.75f, 1);
    add(sum, 5, 0.5f, 1);
    add(sum, 7, 1f, 0);
    add(sum, 4, 0.875f, 2);
    add(sum, 3, 0.75f, 2);

    Examination found = sum.examination();

    assertEquals(List.of(4L, 2L, 3L), indices(found.mistakes()));
    assertEquals(0.875f, found.mistakes().get(0).prediction().confidence());
    assertEquals(2, found.mistakes().get(0).prediction().label());
    assertArrayEquals(new float[] {0, 1}, found.mistakes().get(0).features());
    assertEquals(List.of(), found.samples());
  }

  @Test
  void keepsTheFirstExamplesByIndex() {
    ExaminationSum sum = new ExaminationSum(2, CLASSES, 2, 0);
    add(sum, 1, 0.75f, 1);
    add(sum, 2, 0.75f, 1);
    add(sum, 0, 0.75f, 0);

    assertEquals(List.of(0L, 1L), indices(sum.examination().samples()));
    assertEquals(List.of(), sum.examination().mistakes());
  }

  @Test
  void anySplitAndMergeOrderGivesTheSame() {
    Examination expected = sumOf(0, EXAMPLES).examination();
    assertEquals(7, expected.mistakes().size());
    assertEquals(5, expected.samples().size());
    for (int parts : new int[] {2, 7, EXAMPLES}) {
      List<ExaminationSum> sums = new ArrayList<>();
      for (int p = 0; p < parts; p++) {
        sums.add(sumOf(EXAMPLES * p / parts, EXAMPLES * (p + 1) / parts));
      }
      Collections.shuffle(sums, new Random(parts));
      ExaminationSum total = empty();
      sums.forEach(total::merge);
      assertEquals(expected, total.examination());
      assertEquals(expected, total.merge(empty()).examination());
    }
  }

  @Test
  void theMetricsAreThoseOfAnEvaluation() {
    EvaluationSum evaluation = new EvaluationSum(CLASSES);
    evaluation.add(new float[] {0.75f, 0.125f, 0.125f}, 0, 1);
    ExaminationSum examination = empty();
    add(examination, 0, 0.75f, 1);

    assertEquals(evaluation.metrics(), examination.examination().metrics());
  }

  @Test
  void travelsByKryo() {
    assertEquals(sumOf(0, 30).examination(), Kryo.sent(sumOf(0, 30)).examination());
  }

  @Test
  void sumsThatKeepOtherNumbersDontMerge() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> empty().merge(new ExaminationSum(2, CLASSES, 5, 8)))
            .getMessage();

    assertEquals(
        "expected a sum that keeps 5 samples and 7 mistakes, found one that keeps 5 and 8",
        message);
  }

  @Test
  void anEmptyDataSetIsRefused() {
    String message =
        assertThrows(IllegalStateException.class, () -> empty().examination()).getMessage();

    assertEquals(
        "expected at least 1 example to evaluate, found none: the data set is empty", message);
  }
}
