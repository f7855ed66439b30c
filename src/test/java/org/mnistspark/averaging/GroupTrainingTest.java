package org.mnistspark.averaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mnistspark.averaging.Fixtures.Trained;
import org.mnistspark.averaging.RoundsResult.Outcome;
import org.mnistspark.mlp.BatchResult;
import org.mnistspark.mlp.Examples;
import org.mnistspark.mlp.Step;
import org.mnistspark.mlp.Updater;
import org.mnistspark.mlp.Workspace;

class GroupTrainingTest {

  static Stream<Updater> updaters() {
    return Stream.of(
        Fixtures.RMS_PROP, Fixtures.ADAM, new Updater.Sgd(), new Updater.Nesterovs(0.9));
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void oneReplicaIsAPlainLoopOverMinibatches(Updater updater) {
    TrainingPlan plan = Fixtures.plan(updater, 30); // 8 minibatches, the last one of 2
    Examples examples = Fixtures.shard(0, 30).examples();
    ModelState start = Fixtures.state(updater);
    float[] weights = start.weights().clone();
    float[] state = start.updater().clone();
    double[] rates = Fixtures.rates(plan, 0, 3);
    Step step = new Step(new Workspace(Fixtures.TOPOLOGY, Fixtures.BATCH), updater, plan.l2());
    ModelState trained = start;
    int iteration = 0;
    for (int epoch = 0; epoch < 3; epoch++) {
      int[] order = Shuffle.order(42, epoch, 0, 30);
      for (int at = 0; at < 30; at += 4) {
        int count = Math.min(4, 30 - at);
        step.train(weights, state, examples, order, at, count, rates[at / 4], iteration++);
      }
      trained = train(plan, trained, epoch, 0, 3).state();
      assertArrayEquals(weights, trained.weights());
      assertArrayEquals(state, trained.updater());
      assertEquals(iteration, trained.iteration());
    }
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void severalReplicasAreTrainedOneByOneAndAveraged(Updater updater) {
    TrainingPlan plan = Fixtures.plan(updater, 30, 17, 0, 3, 24, 1);
    ModelState start =
        new ModelState(
            Fixtures.state(updater).weights(),
            Fixtures.state(updater).updater(),
            new float[0],
            100);
    Trained expected = Fixtures.byHand(plan, start, 2, 3);
    Outcome outcome = train(plan, start, 2, 0, 3);
    assertSameBits(expected.state(), outcome.state());
    assertEquals(108, outcome.state().iteration());
    assertEquals(75, outcome.progress().examples());
    List<BatchResult> batches = expected.batches();
    assertEquals(
        batches.stream().mapToLong(BatchResult::correct).sum(), outcome.progress().correct());
    double lossSum = batches.stream().mapToDouble(BatchResult::lossSum).sum();
    assertEquals(lossSum, outcome.progress().lossSum(), 1e-6);
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBits() {
    TrainingPlan plan = Fixtures.plan(Fixtures.ADAM, 30, 17, 20, 3, 24);
    RoundsResult expected = run(plan, Fixtures.state(Fixtures.ADAM), 0, 3, 0, 5, 1);
    for (int threads = 2; threads <= 4; threads++) {
      assertSameBits(expected, run(plan, Fixtures.state(Fixtures.ADAM), 0, 3, 0, 5, threads));
    }
  }

  @Test
  void anyPartitionIntoTasksInAnyOrderGivesTheSameBits() {
    TrainingPlan plan = Fixtures.plan(Fixtures.RMS_PROP, 12, 17, 0, 20, 3, 24, 16);
    ModelState start = Fixtures.state(Fixtures.RMS_PROP);
    for (int round = 0; round < 2; round++) {
      Outcome expected = train(plan, start, 0, round, round + 1);
      for (int cuts = 0; cuts < 1 << 6; cuts++) {
        List<RoundsResult> results = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= 7; i++) {
          if (i == 7 || (cuts >> (i - 1) & 1) == 1) {
            results.add(run(plan, start, round, round + 1, from, i, 2));
            from = i;
          }
        }
        Collections.rotate(results, cuts % 5);
        if (cuts % 2 == 1) {
          Collections.reverse(results);
        }
        Outcome outcome =
            RoundsResult.combine(
                plan, start, Fixtures.after(plan, round), results, round + 1, "a round");
        assertSameBits(expected.state(), outcome.state());
        assertEquals(expected.progress().lossSum(), outcome.progress().lossSum());
        assertEquals(expected.progress().correct(), outcome.progress().correct());
        assertEquals(expected.progress().examples(), outcome.progress().examples());
      }
      start = expected.state();
    }
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void roundsInOneCallAreThoseInThree(Updater updater) {
    TrainingPlan plan = Fixtures.plan(updater, 30, 17, 5);
    Outcome together = train(plan, Fixtures.state(updater), 1, 0, 3);
    ModelState state = Fixtures.state(updater);
    double lossSum = 0;
    long correct = 0;
    long examples = 0;
    for (int round = 0; round < 3; round++) {
      Outcome outcome = train(plan, state, 1, round, round + 1);
      state = outcome.state();
      lossSum += outcome.progress().lossSum();
      correct += outcome.progress().correct();
      examples += outcome.progress().examples();
    }
    assertSameBits(together.state(), state);
    // To the last bit: the sums are whole numbers of units.
    assertEquals(together.progress().lossSum(), lossSum);
    assertEquals(together.progress().correct(), correct);
    assertEquals(52, examples);
    assertEquals(52, together.progress().examples());
  }

  @Test
  void leavesTheGivenStateAlone() {
    TrainingPlan plan = Fixtures.plan(Fixtures.ADAM, 30, 17);
    ModelState state = Fixtures.state(Fixtures.ADAM);
    run(plan, state, 0, 3, 0, 2, 2);
    run(plan, state, 0, 1, 0, 1, 1);
    assertSameBits(Fixtures.state(Fixtures.ADAM), state);
  }

  @Test
  void keepsItsResultWhenItsBuffersAreUsedAgain() {
    TrainingPlan plan = Fixtures.plan(Fixtures.RMS_PROP, 30, 17);
    ModelState start = Fixtures.state(Fixtures.RMS_PROP);
    RoundsResult first = run(plan, start, 0, 1, 0, 2, 2);
    float[] weights = first.weights[0].clone();
    float[] updater = first.updater[0].clone();
    run(plan, train(plan, start, 0, 0, 1).state(), 1, 3, 0, 2, 2);
    assertArrayEquals(weights, first.weights[0]);
    assertArrayEquals(updater, first.updater[0]);
  }

  @Test
  void aRetryGivesTheSameBitsWhateverTrainedInBetween() {
    List<Case> cases = cases();
    List<RoundsResult> expected = cases.stream().map(Case::run).toList();
    for (int repetition = 0; repetition < 3; repetition++) {
      for (int i = 0; i < cases.size(); i++) {
        assertSameBits(expected.get(i), cases.get(i).run());
      }
      Collections.rotate(cases, 1);
      expected = rotated(expected);
    }
  }

  @Test
  void tasksOfOneProcessDoNotDisturbEachOther() throws Exception {
    List<Case> cases = cases();
    List<RoundsResult> expected = cases.stream().map(Case::run).toList();
    ExecutorService executor = Executors.newFixedThreadPool(4);
    try {
      List<Callable<RoundsResult>> tasks = new ArrayList<>();
      for (int i = 0; i < 20 * cases.size(); i++) {
        tasks.add(cases.get(i * 5 / 3 % cases.size())::run);
      }
      List<Future<RoundsResult>> results = executor.invokeAll(tasks);
      for (int i = 0; i < results.size(); i++) {
        assertSameBits(expected.get(i * 5 / 3 % cases.size()), results.get(i).get());
      }
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void aMinibatchLargerThanTheShardIsTheShard() {
    TrainingPlan plan =
        new TrainingPlan(
            Fixtures.TOPOLOGY, Fixtures.RMS_PROP, 0, 100, 5, OuterStep.MEAN, 42, List.of(7, 0));
    ModelState start = Fixtures.state(Fixtures.RMS_PROP);
    float[] weights = start.weights().clone();
    float[] updater = start.updater().clone();
    int[] order = Shuffle.order(42, 0, 0, 7);
    new Step(new Workspace(Fixtures.TOPOLOGY, 7), Fixtures.RMS_PROP, 0)
        .train(weights, updater, Fixtures.shard(0, 7).examples(), order, 0, 7, 0.02, 0);
    Outcome outcome = train(plan, start, 0, 0, 1);
    assertSameBits(new ModelState(weights, updater, new float[0], 1), outcome.state());
    assertEquals(7, outcome.progress().examples());
  }

  @Test
  void epochsAndWorkersAreShuffledApart() {
    Updater sgd = new Updater.Sgd();
    TrainingPlan plan = Fixtures.plan(sgd, 30);
    ModelState start = Fixtures.state(sgd);
    assertFalse(
        Arrays.equals(
            train(plan, start, 0, 0, 1).state().weights(),
            train(plan, start, 1, 0, 1).state().weights()));
  }

  private record Case(TrainingPlan plan, int from, int to, int first, int end, int threads) {
    RoundsResult run() {
      return GroupTrainingTest.run(
          plan, Fixtures.state(plan.updater()), from, to, first, end, threads);
    }
  }

  /** Shapes that share buffers, and shapes that don't. */
  private static List<Case> cases() {
    TrainingPlan rmsProp = Fixtures.plan(Fixtures.RMS_PROP, 30, 17, 20);
    TrainingPlan otherSizes = Fixtures.plan(Fixtures.RMS_PROP, 8, 40, 20);
    TrainingPlan adam = Fixtures.plan(Fixtures.ADAM, 30, 17, 20);
    TrainingPlan largerBatch =
        new TrainingPlan(
            Fixtures.TOPOLOGY,
            Fixtures.RMS_PROP,
            0.001,
            9,
            3,
            OuterStep.MEAN,
            42,
            List.of(30, 17, 20));
    TrainingPlan noDecay =
        new TrainingPlan(
            Fixtures.TOPOLOGY, Fixtures.RMS_PROP, 0, 4, 3, OuterStep.MEAN, 42, List.of(30, 17, 20));
    return new ArrayList<>(
        List.of(
            new Case(rmsProp, 0, 3, 0, 3, 2),
            new Case(otherSizes, 0, 3, 0, 3, 1),
            new Case(adam, 0, 2, 0, 3, 2),
            new Case(largerBatch, 0, 1, 0, 3, 2),
            new Case(noDecay, 0, 2, 0, 3, 3),
            new Case(rmsProp, 1, 2, 0, 1, 1),
            new Case(rmsProp, 1, 2, 1, 2, 1),
            new Case(rmsProp, 1, 2, 1, 3, 2)));
  }

  private static <T> List<T> rotated(List<T> list) {
    List<T> rotated = new ArrayList<>(list);
    Collections.rotate(rotated, 1);
    return rotated;
  }

  /** Workers [first, end) in one task. */
  private static RoundsResult run(
      TrainingPlan plan, ModelState state, int from, int to, int first, int end, int threads) {
    List<Shard> shards = Fixtures.shards(plan).subList(first, end);
    double[] rates = Fixtures.rates(plan, from, to);
    return GroupTraining.run(plan, state, shards, 0, from, to, rates, threads, RoundObserver.NONE);
  }

  /** All workers in one task. */
  private static Outcome train(TrainingPlan plan, ModelState state, int epoch, int from, int to) {
    double[] rates = Fixtures.rates(plan, from, to);
    RoundsResult result =
        GroupTraining.run(
            plan, state, Fixtures.shards(plan), epoch, from, to, rates, 2, RoundObserver.NONE);
    return RoundsResult.combine(
        plan, state, Fixtures.after(plan, from), List.of(result), to, "some rounds");
  }

  private static void assertSameBits(ModelState expected, ModelState found) {
    assertArrayEquals(expected.weights(), found.weights());
    assertArrayEquals(expected.updater(), found.updater());
    assertEquals(expected.iteration(), found.iteration());
  }

  private static void assertSameBits(RoundsResult expected, RoundsResult found) {
    assertEquals(expected.firstReplica, found.firstReplica);
    assertArrayEquals(expected.levels, found.levels);
    assertArrayEquals(expected.positions, found.positions);
    assertArrayEquals(expected.weights, found.weights);
    assertArrayEquals(expected.updater, found.updater);
    assertArrayEquals(expected.lossSums, found.lossSums);
    assertArrayEquals(expected.correct, found.correct);
  }
}
