package org.mnistspark.averaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeTest {
  /** Rounds of 12 and 12, 12 and 5, 6 and 0 examples. */
  private static final TrainingPlan PLAN = Fixtures.plan(Fixtures.ADAM, 30, 17);

  private static final int PARAMETERS = Fixtures.TOPOLOGY.parameters();
  private static final ModelState BEFORE =
      new ModelState(new float[PARAMETERS], new float[2 * PARAMETERS], new float[PARAMETERS], 40);

  private static Progress progress(
      int epoch, int rounds, long examples, double lossSum, long hits) {
    return new Progress(epoch, rounds, 0, 0, examples, lossSum, hits);
  }

  @Test
  void putsSlicesTogetherInTheOrderOfTheTasks() {
    float[] weights = numbered(PARAMETERS, 1);
    float[] updater = numbered(2 * PARAMETERS, 1_000);
    float[] momentum = numbered(PARAMETERS, 2_000);
    for (int tasks = 1; tasks <= 60; tasks++) {
      int count = tasks;
      List<SliceResult> slices =
          IntStream.range(0, tasks)
              .mapToObj(
                  task ->
                      new SliceResult(
                          task,
                          part(weights, task, count),
                          part(updater, task, count),
                          part(momentum, task, count),
                          BEFORE,
                          Fixtures.after(PLAN, 1),
                          0))
              .toList();

      ModelState state = Outcome.of(PLAN, BEFORE, Progress.begin(1), slices).state();

      assertArrayEquals(weights, state.weights());
      assertArrayEquals(updater, state.updater());
      assertArrayEquals(momentum, state.momentum());
    }
  }

  @Test
  void leavesTheStateBeforeAlone() {
    Outcome.of(PLAN, BEFORE, Progress.begin(1), whole(5, Fixtures.after(PLAN, 1)));

    assertArrayEquals(new float[PARAMETERS], BEFORE.weights());
    assertArrayEquals(new float[2 * PARAMETERS], BEFORE.updater());
    assertArrayEquals(new float[PARAMETERS], BEFORE.momentum());
    assertEquals(40, BEFORE.iteration());
  }

  /** A task's progress is that of the epoch already, and all of them have the same. */
  @Test
  void takesTheProgressOfTheEpochAndCountsItsSteps() {
    Progress done = new Progress(3, 1, 3, 8, 24, 6.5, 20);

    Progress now =
        Outcome.of(PLAN, BEFORE, done, whole(1, progress(3, 2, 41, 11.5, 32))).progress();

    assertEquals(new Progress(3, 2, 6, 8, 41, 11.5, 32), now);
    assertEquals(11.5 / 41, now.loss());
    assertEquals(32 / 41.0, now.accuracy());
  }

  /** The last round of the epoch has two minibatches where others have three. */
  @ParameterizedTest
  @CsvSource({"0,1,43", "1,2,43", "1,3,45", "2,3,42", "0,3,48"})
  void countsTheMinibatchesOfTheseRounds(int from, int to, int iteration) {
    List<SliceResult> slices = whole(1, Fixtures.after(PLAN, to));

    Outcome outcome = Outcome.of(PLAN, BEFORE, Fixtures.after(PLAN, from), slices);

    assertEquals(iteration, outcome.state().iteration());
    assertEquals(to, outcome.progress().rounds());
  }

  @Test
  void namesTheRoundsThatDiverged() {
    for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      String found =
          ": expected finite values, found "
              + wrong
              + " as layer 0 weight [2, 1]; use a lower learning rate";
      assertEquals("training diverged in epoch 2, round 2" + found, messageOf(1, 2, 11, wrong));
      assertEquals("training diverged in epoch 2, round 1" + found, messageOf(0, 1, 11, wrong));
      assertEquals(
          "training diverged in epoch 2, rounds 1 to 3" + found, messageOf(0, 3, 11, wrong));
      assertEquals(
          "training diverged in epoch 2, rounds 2 to 3" + found, messageOf(1, 3, 11, wrong));
    }
  }

  /** The last weight is in the second of two slices. */
  @Test
  void looksIntoTheSlicesOfAllTasks() {
    assertEquals(
        "training diverged in epoch 2, round 1: expected finite values, found NaN as layer 1 bias [2]; use a lower learning rate",
        messageOf(0, 1, PARAMETERS - 1, Float.NaN));
  }

  private static String messageOf(int from, int to, int index, float wrong) {
    float[] weights = numbered(PARAMETERS, 1);
    weights[index] = wrong;
    return messageOf(progress(2, from, 0, 0, 0), slices(weights, progress(2, to, 24, 1, 1)));
  }

  private static String messageOf(Progress done, List<SliceResult> slices) {
    return assertThrows(ArithmeticException.class, () -> Outcome.of(PLAN, BEFORE, done, slices))
        .getMessage();
  }

  /** The sums before the rounds do not hide that these have diverged. */
  @Test
  void theLossOfTheseRoundsDecides() {
    for (double wrong :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      assertEquals(
          "training diverged in epoch 1, round 2: expected finite values, found "
              + wrong
              + " as loss; use a lower learning rate",
          messageOf(progress(1, 1, 24, 6.5, 20), whole(1, progress(1, 2, 41, wrong, 32))));
      assertEquals(
          "training diverged in epoch 1, rounds 1 to 3: expected finite values, found "
              + wrong
              + " as loss; use a lower learning rate",
          messageOf(Progress.begin(1), whole(1, progress(1, 3, 47, wrong, 32))));
    }
  }

  /** As it comes about: every replica has NaN for its gradients. */
  @Test
  void aTrainingThatDivergesIsNamedWhateverTheTasks() {
    ModelState plain = Fixtures.state(Fixtures.ADAM);
    float[] weights = plain.weights().clone();
    weights[0] = Float.NaN;
    ModelState start = new ModelState(weights, plain.updater(), new float[0], 0);
    for (int tasks = 1; tasks <= 2; tasks++) {
      assertDiverged("training diverged in epoch 1, round 2: ", start, tasks, 1, 2);
      // The rounds that were to follow are not trained.
      assertDiverged("training diverged in epoch 1, round 1: ", start, tasks, 0, 3);
    }
  }

  private static void assertDiverged(
      String expected, ModelState start, int tasks, int from, int to) {
    Progress done = Fixtures.after(PLAN, from);
    double[] rates = Fixtures.rates(PLAN, from, to);
    List<SliceResult> slices =
        MemoryExchange.train(PLAN, start, tasks, done, to, rates, 2, RoundObserver.NONE);
    String message =
        assertThrows(ArithmeticException.class, () -> Outcome.of(PLAN, start, done, slices))
            .getMessage();
    assertEquals(expected, message.substring(0, Math.min(expected.length(), message.length())));
  }

  @Test
  void averagingTakesAsLongAsInTheTaskWhereItTakesLongest() {
    List<SliceResult> slices =
        IntStream.range(0, 3)
            .mapToObj(
                task ->
                    new SliceResult(
                        task,
                        part(new float[PARAMETERS], task, 3),
                        new float[0],
                        new float[0],
                        BEFORE,
                        Fixtures.after(PLAN, 1),
                        new long[] {1_000_000, 2_500_000_000L, 3_000_000}[task]))
            .toList();

    assertEquals(2.5, Outcome.of(PLAN, BEFORE, Progress.begin(1), slices).averagingSeconds());
  }

  @Test
  void saysThatATasksSliceIsMissing() {
    List<SliceResult> slices = whole(1, Fixtures.after(PLAN, 1));
    assertEquals(
        "weights: expected 53 values for 6-[5]-3, found 26",
        messageOfIllegal(List.of(slices.get(0))));
    assertEquals(
        "expected the slice of task 0, found that of task 1",
        messageOfIllegal(List.of(slices.get(1))));
    assertEquals(
        "expected the slice of task 0, found that of task 1",
        messageOfIllegal(List.of(slices.get(1), slices.get(0))));
  }

  private static String messageOfIllegal(List<SliceResult> slices) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> Outcome.of(PLAN, BEFORE, Progress.begin(1), slices))
        .getMessage();
  }

  /** Two slices of weights that are all alike. */
  private static List<SliceResult> whole(float weight, Progress now) {
    float[] weights = new float[PARAMETERS];
    Arrays.fill(weights, weight);
    return slices(weights, now);
  }

  private static List<SliceResult> slices(float[] weights, Progress now) {
    return IntStream.range(0, 2)
        .mapToObj(
            task ->
                new SliceResult(
                    task, part(weights, task, 2), new float[0], new float[0], BEFORE, now, 1_000))
        .toList();
  }

  private static float[] part(float[] values, int task, int tasks) {
    return Arrays.copyOfRange(
        values, values.length * task / tasks, values.length * (task + 1) / tasks);
  }

  private static float[] numbered(int length, int first) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = first + i;
    }
    return values;
  }
}
