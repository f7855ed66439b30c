package org.mnistspark.averaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RoundObserverTest {
  /** Rounds of 31, 17 and 6 examples. */
  private static final TrainingPlan PLAN = plan(OuterStep.MEAN);

  private static TrainingPlan plan(OuterStep outer) {
    return new TrainingPlan(
        Fixtures.TOPOLOGY, Fixtures.RMS_PROP, 0.001, 4, 3, outer, 42, List.of(30, 17, 7));
  }

  private static Outcome train(
      TrainingPlan plan, int tasks, Progress done, int to, RoundObserver observer) {
    ModelState start = Fixtures.state(Fixtures.RMS_PROP);
    double[] rates = Fixtures.rates(plan, done.rounds(), to);
    List<SliceResult> slices =
        MemoryExchange.train(plan, start, tasks, done, to, rates, 2, observer);
    return Outcome.of(plan, start, done, slices);
  }

  private static Outcome train(TrainingPlan plan, int tasks, int to) {
    return train(plan, tasks, Progress.begin(1), to, RoundObserver.NONE);
  }

  /** An observer that goes on, and keeps what it sees. */
  private static RoundObserver keeping(List<Progress> seen) {
    return at -> {
      seen.add(at);
      return false;
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void seesEveryRoundInOrder(int tasks) {
    List<Progress> seen = Collections.synchronizedList(new ArrayList<>());

    Outcome outcome = train(PLAN, tasks, Progress.begin(1), 3, keeping(seen));

    assertEquals(List.of(1, 2, 3), seen.stream().map(Progress::rounds).toList());
    assertEquals(List.of(3, 6, 8), seen.stream().map(Progress::step).toList());
    assertEquals(List.of(31L, 48L, 54L), seen.stream().map(Progress::examples).toList());
    // What it sees after a round is what a training has shown that ends there.
    for (int round = 1; round <= 3; round++) {
      assertEquals(train(PLAN, 1, round).progress(), seen.get(round - 1));
    }
    assertEquals(outcome.progress(), seen.get(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void countsFromTheEpochsBeginning(int tasks) {
    List<Progress> seen = Collections.synchronizedList(new ArrayList<>());
    Progress done = PLAN.counted(new Progress(4, 1, 0, 0, 31, 1_000.5, 2_000));

    Outcome outcome = train(PLAN, tasks, done, 3, keeping(seen));

    assertEquals(List.of(2, 3), seen.stream().map(Progress::rounds).toList());
    assertEquals(List.of(48L, 54L), seen.stream().map(Progress::examples).toList());
    for (Progress at : seen) {
      assertEquals(4, at.epoch());
      assertEquals(8, at.steps());
      assertTrue(at.lossSum() > 1_000.5);
      assertTrue(at.correct() >= 2_000 && at.correct() <= 2_023);
    }
    assertEquals(outcome.progress(), seen.get(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void isCalledInTheFirstTaskAlone(int tasks) {
    Set<Integer> callers = ConcurrentHashMap.newKeySet();
    List<Progress> seen = Collections.synchronizedList(new ArrayList<>());

    MemoryExchange.train(
        PLAN,
        Fixtures.state(Fixtures.RMS_PROP),
        Fixtures.shards(PLAN),
        tasks,
        Progress.begin(1),
        3,
        Fixtures.rates(PLAN, 0, 3),
        2,
        task ->
            at -> {
              callers.add(task);
              return keeping(seen).round(at);
            });

    assertEquals(Set.of(0), callers);
    assertEquals(3, seen.size());
  }

  @Test
  void theTasksOwnThreadCallsIt() {
    Set<Thread> callers = ConcurrentHashMap.newKeySet();

    GroupTraining.run(
        PLAN,
        Fixtures.state(Fixtures.RMS_PROP),
        Fixtures.shards(PLAN),
        Progress.begin(1),
        3,
        Fixtures.rates(PLAN, 0, 3),
        3,
        Exchange.ALONE,
        at -> !callers.add(Thread.currentThread()) && at.rounds() > 3);

    assertEquals(Set.of(Thread.currentThread()), callers);
  }

  static Stream<OuterStep> outerSteps() {
    return Stream.of(OuterStep.MEAN, OuterStep.of(0.6, false), OuterStep.of(0.6, true));
  }

  /** All of them after the same round, with the state of that round. */
  @ParameterizedTest
  @MethodSource("outerSteps")
  void stopsAllTasks(OuterStep outer) {
    TrainingPlan plan = plan(outer);
    for (int tasks = 1; tasks <= 3; tasks++) {
      for (int last = 1; last <= 3; last++) {
        int stop = last;
        List<Progress> seen = Collections.synchronizedList(new ArrayList<>());

        Outcome stopped =
            train(
                plan,
                tasks,
                Progress.begin(1),
                3,
                at -> keeping(seen).round(at) || at.rounds() == stop);

        Outcome expected = train(plan, 1, last);
        GroupTrainingTest.assertSameBits(expected.state(), stopped.state());
        assertEquals(expected.progress(), stopped.progress());
        assertEquals(last, seen.size());
      }
    }
  }

  /** Every task's result says so; the driver reads the first one's. */
  @Test
  void allTasksSayAfterWhichRoundTheyStopped() {
    List<SliceResult> slices =
        MemoryExchange.train(
            PLAN,
            Fixtures.state(Fixtures.RMS_PROP),
            3,
            Progress.begin(1),
            3,
            Fixtures.rates(PLAN, 0, 3),
            1,
            at -> at.rounds() == 2);

    assertEquals(List.of(2, 2, 2), slices.stream().map(slice -> slice.rounds).toList());
  }

  /** What comes after the stop is what would have come without it. */
  @Test
  void aTrainingThatWasStoppedGoesOn() {
    TrainingPlan plan = plan(OuterStep.of(0.6, true));
    Outcome stopped = train(plan, 2, Progress.begin(1), 3, at -> at.rounds() == 1);
    double[] rates = Fixtures.rates(plan, 1, 3);

    List<SliceResult> rest =
        MemoryExchange.train(
            plan, stopped.state(), 3, stopped.progress(), 3, rates, 1, RoundObserver.NONE);
    Outcome outcome = Outcome.of(plan, stopped.state(), stopped.progress(), rest);

    Outcome expected = train(plan, 1, 3);
    GroupTrainingTest.assertSameBits(expected.state(), outcome.state());
    assertEquals(expected.progress(), outcome.progress());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void averagingTakesTime(int tasks) {
    assertTrue(train(PLAN, tasks, 3).averagingSeconds() > 0);
  }
}
