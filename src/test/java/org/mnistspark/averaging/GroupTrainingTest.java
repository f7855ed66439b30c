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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mnistspark.averaging.Fixtures.Trained;
import org.mnistspark.mlp.Activation;
import org.mnistspark.mlp.BatchResult;
import org.mnistspark.mlp.Examples;
import org.mnistspark.mlp.GlorotUniform;
import org.mnistspark.mlp.Step;
import org.mnistspark.mlp.Topology;
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
      trained = train(plan, trained, 1, epoch, 0, 3).state();
      assertArrayEquals(weights, trained.weights());
      assertArrayEquals(state, trained.updater());
      assertEquals(iteration, trained.iteration());
    }
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void severalReplicasAreTrainedOneByOneAndAveraged(Updater updater) {
    TrainingPlan plan = Fixtures.plan(updater, 30, 17, 0, 3, 24, 1, 0);
    ModelState start =
        new ModelState(
            Fixtures.state(updater).weights(),
            Fixtures.state(updater).updater(),
            new float[0],
            100);
    Trained expected = Fixtures.byHand(plan, start, 2, 3);
    List<BatchResult> batches = expected.batches();
    double lossSum = batches.stream().mapToDouble(BatchResult::lossSum).sum();
    for (int tasks = 1; tasks <= 7; tasks++) {
      Outcome outcome = train(plan, start, tasks, 2, 0, 3);
      assertSameBits(expected.state(), outcome.state());
      assertEquals(108, outcome.state().iteration());
      Progress progress = outcome.progress();
      assertEquals(3, progress.epoch());
      assertEquals(3, progress.rounds());
      assertEquals(8, progress.step());
      assertEquals(8, progress.steps());
      assertEquals(75, progress.examples());
      assertEquals(batches.stream().mapToLong(BatchResult::correct).sum(), progress.correct());
      assertEquals(lossSum, progress.lossSum(), 1e-6);
    }
  }

  /** Slices of 53 weights are shorter than their parts for threads, so that some are empty. */
  @ParameterizedTest
  @MethodSource("updaters")
  void anyNumberOfTasksAndThreadsGivesTheSameBits(Updater updater) {
    TrainingPlan plan = Fixtures.plan(updater, 12, 17, 0, 20, 3, 24, 0);
    ModelState start = Fixtures.state(updater);
    Outcome expected = train(plan, start, 1, 0, 0, 2);
    assertSameBits(Fixtures.byHand(plan, start, 0, 2).state(), expected.state());
    for (int tasks = 1; tasks <= 7; tasks++) {
      for (int threads = 1; threads <= 4; threads++) {
        List<SliceResult> slices = slices(plan, start, tasks, Progress.begin(1), 2, threads);
        assertSameBits(expected, Outcome.of(plan, start, Progress.begin(1), slices));
        // Not the first one's alone, from which the driver takes it.
        for (SliceResult slice : slices) {
          assertEquals(tasks == 1 ? 0 : slices.indexOf(slice), slice.task);
          assertEquals(expected.progress().rounds(), slice.rounds);
          assertEquals(expected.progress().examples(), slice.examples);
          assertEquals(expected.progress().lossSum(), slice.lossSum);
          assertEquals(expected.progress().correct(), slice.correct);
        }
      }
    }
  }

  /** A task keeps and returns no more than it has to. */
  @Test
  void aTaskReturnsItsSlice() {
    TrainingPlan plan = nesterov(Fixtures.TOPOLOGY, Fixtures.ADAM, 12, 17, 5);
    ModelState start = Fixtures.state(Fixtures.ADAM);
    ModelState whole = train(plan, start, 1, 0, 0, 2).state();
    List<SliceResult> slices = slices(plan, start, 3, Progress.begin(1), 2, 1);
    int[] bounds = {0, 17, 35, 53};
    int[] updaterBounds = {0, 35, 70, 106};
    for (int task = 0; task < 3; task++) {
      SliceResult slice = slices.get(task);
      int from = bounds[task];
      int to = bounds[task + 1];
      assertArrayEquals(Arrays.copyOfRange(whole.weights(), from, to), slice.weights);
      assertArrayEquals(Arrays.copyOfRange(whole.momentum(), from, to), slice.momentum);
      assertArrayEquals(
          Arrays.copyOfRange(whole.updater(), updaterBounds[task], updaterBounds[task + 1]),
          slice.updater);
    }
  }

  /** A part of a slice is longer than a strip of the sum. */
  @Test
  void aLargeNetworkHasTheSameBits() {
    Topology large = new Topology(6, List.of(30_000), Activation.RELU, 3);
    TrainingPlan plan = nesterov(large, Fixtures.RMS_PROP, 8, 5, 0, 4);
    float[] weights = GlorotUniform.parameters(large, 7);
    ModelState start =
        new ModelState(
            weights, Fixtures.RMS_PROP.newState(weights.length), new float[weights.length], 0);
    Outcome expected = train(plan, start, 1, 0, 0, 1);
    for (int tasks = 2; tasks <= 4; tasks++) {
      assertSameBits(expected, train(plan, start, tasks, 0, 0, 1));
    }
  }

  /** Softmax regression with 21 weights, and 23 tasks. */
  @Test
  void aTaskMayHaveNothingToAverage() {
    Topology small = new Topology(6, List.of(), Activation.RELU, 3);
    Integer[] sizes = IntStream.range(0, 23).mapToObj(i -> 1 + i % 5).toArray(Integer[]::new);
    TrainingPlan plan = nesterov(small, new Updater.Sgd(), sizes);
    float[] weights = GlorotUniform.parameters(small, 7);
    ModelState start = new ModelState(weights, new float[0], new float[weights.length], 0);
    assertSameBits(train(plan, start, 1, 0, 0, 1), train(plan, start, 23, 0, 0, 1));
  }

  private static TrainingPlan nesterov(Topology topology, Updater updater, Integer... shardSizes) {
    return new TrainingPlan(
        topology, updater, 0.001, 4, 3, OuterStep.of(0.7, true), 42, List.of(shardSizes));
  }

  /** A round per call, all in one, and what is between, each call with other tasks. */
  @ParameterizedTest
  @MethodSource("updaters")
  void roundsInOneCallAreThoseInSeveral(Updater updater) {
    TrainingPlan plan = Fixtures.plan(updater, 30, 17, 5);
    Outcome together = train(plan, Fixtures.state(updater), 1, 1, 0, 3);
    assertEquals(52, together.progress().examples());
    List<List<Integer>> splits =
        List.of(List.of(3), List.of(1, 3), List.of(2, 3), List.of(1, 2, 3));
    for (List<Integer> ends : splits) {
      for (int tasks = 1; tasks <= 3; tasks++) {
        ModelState state = Fixtures.state(updater);
        Progress progress = Progress.begin(2);
        for (int end : ends) {
          int count = 1 + (tasks + end) % 3;
          List<SliceResult> slices = slices(plan, state, count, progress, end, 2);
          Outcome outcome = Outcome.of(plan, state, progress, slices);
          state = outcome.state();
          progress = outcome.progress();
        }
        assertSameBits(together.state(), state);
        // To the last bit: the sums are whole numbers of units.
        assertEquals(together.progress(), progress);
      }
    }
  }

  @Test
  void addsToWhatTheEpochHasShown() {
    TrainingPlan plan = Fixtures.plan(Fixtures.RMS_PROP, 30, 17);
    ModelState state = Fixtures.state(Fixtures.RMS_PROP);
    Progress alone = train(plan, state, 1, 2, 1, 2).progress();
    for (int tasks = 1; tasks <= 2; tasks++) {
      Progress done = new Progress(3, 1, 3, 8, 24, 6.5, 20);
      List<SliceResult> slices = slices(plan, state, tasks, done, 2, 1);
      assertEquals(
          new Progress(3, 2, 6, 8, 24 + 17, 6.5 + alone.lossSum(), 20 + alone.correct()),
          Outcome.of(plan, state, done, slices).progress());
    }
  }

  @Test
  void leavesTheGivenStateAlone() {
    TrainingPlan plan = nesterov(Fixtures.TOPOLOGY, Fixtures.ADAM, 30, 17);
    ModelState plain = Fixtures.state(Fixtures.ADAM);
    float[] momentum = Fixtures.vectors(1, plan.momentumLength(), 3)[0];
    ModelState state = new ModelState(plain.weights(), plain.updater(), momentum, 7);
    for (int tasks = 1; tasks <= 2; tasks++) {
      train(plan, state, tasks, 0, 0, 3);
      train(plan, state, tasks, 0, 0, 1);
      assertArrayEquals(Fixtures.state(Fixtures.ADAM).weights(), state.weights());
      assertArrayEquals(Fixtures.state(Fixtures.ADAM).updater(), state.updater());
      assertArrayEquals(Fixtures.vectors(1, plan.momentumLength(), 3)[0], state.momentum());
      assertEquals(7, state.iteration());
    }
  }

  @Test
  void keepsItsResultWhenItsBuffersAreUsedAgain() {
    TrainingPlan plan = nesterov(Fixtures.TOPOLOGY, Fixtures.RMS_PROP, 30, 17);
    ModelState start = Fixtures.state(Fixtures.RMS_PROP);
    for (int tasks = 1; tasks <= 2; tasks++) {
      List<SliceResult> first = slices(plan, start, tasks, Progress.begin(1), 1, 2);
      List<float[]> kept =
          first.stream()
              .flatMap(slice -> Stream.of(slice.weights, slice.updater, slice.momentum))
              .map(float[]::clone)
              .toList();
      train(plan, train(plan, start, tasks, 0, 0, 1).state(), tasks, 0, 1, 3);
      List<float[]> now =
          first.stream()
              .flatMap(slice -> Stream.of(slice.weights, slice.updater, slice.momentum))
              .toList();
      assertArrayEquals(kept.toArray(), now.toArray());
    }
  }

  /** A task with replica 0 alone has the same shape, but a smaller tree, where there are fewer. */
  @Test
  void theBuffersOfATaskAmongFewerReplicasAreNotUsed() {
    TrainingPlan few = Fixtures.plan(Fixtures.RMS_PROP, 30, 17);
    TrainingPlan many = Fixtures.plan(Fixtures.RMS_PROP, 30, 17, 20, 9, 4);
    ModelState start = Fixtures.state(Fixtures.RMS_PROP);
    Outcome expected = train(many, start, 1, 0, 0, 3);
    train(few, start, 2, 0, 0, 3);
    assertSameBits(expected, train(many, start, 5, 0, 0, 3));
  }

  @Test
  void aRetryGivesTheSameBitsWhateverTrainedInBetween() {
    List<Case> cases = cases();
    List<Outcome> expected = cases.stream().map(Case::run).toList();
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
    List<Outcome> expected = cases.stream().map(Case::run).toList();
    ExecutorService executor = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Outcome>> trainings = new ArrayList<>();
      for (int i = 0; i < 20 * cases.size(); i++) {
        trainings.add(cases.get(i * 5 / 3 % cases.size())::run);
      }
      List<Future<Outcome>> results = executor.invokeAll(trainings);
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
    for (int tasks = 1; tasks <= 2; tasks++) {
      Outcome outcome = train(plan, start, tasks, 0, 0, 1);
      assertSameBits(new ModelState(weights, updater, new float[0], 1), outcome.state());
      assertEquals(7, outcome.progress().examples());
    }
  }

  @Test
  void epochsAndWorkersAreShuffledApart() {
    Updater sgd = new Updater.Sgd();
    TrainingPlan plan = Fixtures.plan(sgd, 30);
    ModelState start = Fixtures.state(sgd);
    assertFalse(
        Arrays.equals(
            train(plan, start, 1, 0, 0, 1).state().weights(),
            train(plan, start, 1, 1, 0, 1).state().weights()));
    // Of two workers with the same examples, the second one's would train as the first's does.
    Examples same = Fixtures.shard(0, 30).examples();
    assertFalse(
        Arrays.equals(
            alone(Fixtures.plan(sgd, 30, 0), Fixtures.shard(0, same), Fixtures.shard(1, 0)),
            alone(Fixtures.plan(sgd, 0, 30), Fixtures.shard(0, 0), Fixtures.shard(1, same))));
  }

  /** The weights after a round in which one worker has examples. */
  private static float[] alone(TrainingPlan plan, Shard... shards) {
    return GroupTraining.run(
            plan,
            Fixtures.state(plan.updater()),
            List.of(shards),
            Progress.begin(1),
            1,
            Fixtures.rates(plan, 0, 1),
            1,
            Exchange.ALONE,
            RoundObserver.NONE)
        .weights;
  }

  private record Case(TrainingPlan plan, int from, int to, int tasks, int threads) {
    Outcome run() {
      ModelState start = Fixtures.state(plan.updater());
      Progress done = Fixtures.after(plan, from);
      return Outcome.of(plan, start, done, slices(plan, start, tasks, done, to, threads));
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
            new Case(rmsProp, 0, 3, 1, 2),
            new Case(otherSizes, 0, 3, 1, 1),
            new Case(adam, 0, 2, 1, 2),
            new Case(largerBatch, 0, 1, 1, 2),
            new Case(noDecay, 0, 2, 1, 3),
            new Case(rmsProp, 1, 2, 3, 1),
            new Case(rmsProp, 1, 2, 2, 2),
            new Case(otherSizes, 0, 3, 2, 2),
            // Its tasks have the same replicas as some of the others, of a larger tree.
            new Case(Fixtures.plan(Fixtures.RMS_PROP, 30, 17, 20, 9, 4), 0, 2, 5, 1)));
  }

  private static <T> List<T> rotated(List<T> list) {
    List<T> rotated = new ArrayList<>(list);
    Collections.rotate(rotated, 1);
    return rotated;
  }

  private static List<SliceResult> slices(
      TrainingPlan plan, ModelState state, int tasks, Progress done, int to, int threads) {
    double[] rates = Fixtures.rates(plan, done.rounds(), to);
    return MemoryExchange.train(plan, state, tasks, done, to, rates, threads, RoundObserver.NONE);
  }

  /** Rounds [from, to) of an epoch, counted from 0, that has shown nothing before. */
  private static Outcome train(
      TrainingPlan plan, ModelState state, int tasks, int epoch, int from, int to) {
    Progress done = plan.counted(new Progress(epoch + 1, from, 0, 0, 0, 0, 0));
    return Outcome.of(plan, state, done, slices(plan, state, tasks, done, to, 2));
  }

  private static void assertSameBits(Outcome expected, Outcome found) {
    assertSameBits(expected.state(), found.state());
    assertEquals(expected.progress(), found.progress());
  }

  static void assertSameBits(ModelState expected, ModelState found) {
    assertArrayEquals(expected.weights(), found.weights());
    assertArrayEquals(expected.updater(), found.updater());
    assertArrayEquals(expected.momentum(), found.momentum());
    assertEquals(expected.iteration(), found.iteration());
  }
}
