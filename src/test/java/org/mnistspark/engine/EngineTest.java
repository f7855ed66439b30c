package org.mnistspark.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mnistspark.averaging.Averaging;
import org.mnistspark.averaging.LearningRateScaling;
import org.mnistspark.averaging.LearningRateSchedule;
import org.mnistspark.averaging.LearningRates;
import org.mnistspark.averaging.ModelState;
import org.mnistspark.averaging.OuterStep;
import org.mnistspark.averaging.Progress;
import org.mnistspark.averaging.Shuffle;
import org.mnistspark.averaging.TrainingState;
import org.mnistspark.mlp.BatchResult;
import org.mnistspark.mlp.BlasKernels;
import org.mnistspark.mlp.GlorotUniform;
import org.mnistspark.mlp.Step;
import org.mnistspark.mlp.StepOrder;
import org.mnistspark.mlp.Updater;
import org.mnistspark.mlp.Workspace;
import org.mnistspark.testing.Broadcasts;
import org.mnistspark.testing.LocalSpark;

/** Distributed equals local, whatever happens on the way, and nothing is left behind. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class EngineTest {
  private static final int BATCH = 10;
  private static final int SEED = 9;
  private static final Updater RMS_PROP = new Updater.RmsProp(0.9, 1e-7);
  private static final EngineListener NOBODY = new EngineListener() {};

  /** Five workers, one with nothing to do. */
  private static final int[] UNEVEN = {30, 1, 16, 0, 60};

  private static Averaging averaging(int frequency) {
    return new Averaging(BATCH, frequency, OuterStep.MEAN, LearningRates.OWN, SEED);
  }

  /** Another rate for every minibatch and epoch, so that a step with a neighbour's shows. */
  private static Network network(Updater updater) {
    return new Network(
        Numbered.TOPOLOGY,
        updater,
        0.001,
        (iteration, epoch) -> 0.01 / (1 + 0.1 * iteration + 0.5 * epoch));
  }

  private static ModelState initial(Updater updater) {
    float[] weights = GlorotUniform.parameters(Numbered.TOPOLOGY, 7);
    return new ModelState(weights, updater.newState(weights.length), new float[0], 0);
  }

  private static Engine start(
      JavaRDD<Example> examples, int workers, Averaging averaging, EngineListener listener) {
    return Engine.start(
        examples, workers, network(RMS_PROP), averaging, initial(RMS_PROP), listener);
  }

  private static void assertSameBits(ModelState expected, ModelState found) {
    assertArrayEquals(expected.weights(), found.weights());
    assertArrayEquals(expected.updater(), found.updater());
    assertArrayEquals(expected.momentum(), found.momentum());
    assertEquals(expected.iteration(), found.iteration());
  }

  static List<Updater> updaters() {
    return List.of(
        RMS_PROP,
        new Updater.Adam(0.9, 0.999, 1e-7),
        new Updater.Nesterovs(0.9),
        new Updater.Sgd());
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void oneWorkerIsAPlainLoopToTheBit(Updater updater, SparkSession session) {
    int examples = 107;
    ModelState start = initial(updater);
    float[] weights = StepOrder.of(Numbered.TOPOLOGY, start.weights());
    float[] state = StepOrder.of(Numbered.TOPOLOGY, start.updater());
    try (Engine engine =
        Engine.start(
            Numbered.rdd(session, 3, examples), 1, network(updater), averaging(3), start, NOBODY)) {
      Step step = new Step(new Workspace(Numbered.TOPOLOGY, BATCH), updater, 0.001);
      int iteration = 0;
      for (int epoch = 0; epoch < 2; epoch++) {
        int[] order = Shuffle.order(SEED, epoch, 0, examples);
        double lossSum = 0;
        int correct = 0;
        for (int at = 0; at < examples; at += BATCH) {
          BatchResult batch =
              step.train(
                  weights,
                  state,
                  Numbered.examples(0, examples),
                  order,
                  at,
                  Math.min(BATCH, examples - at),
                  network(updater).learningRate().at(iteration, epoch),
                  iteration++);
          lossSum += batch.lossSum();
          correct += batch.correct();
        }

        assertTrue(engine.epoch(() -> false));

        assertSameBits(
            new ModelState(weights, state, new float[0], iteration).inDl4jOrder(Numbered.TOPOLOGY),
            engine.state().model());
        assertEquals(epoch + 1, engine.progress().epoch());
        assertEquals(4, engine.progress().rounds());
        assertEquals(examples, engine.progress().examples());
        assertEquals(correct, engine.progress().correct());
        assertEquals(lossSum, engine.progress().lossSum(), 1e-6);
        assertEquals(Progress.begin(epoch + 2), withoutSteps(engine.state().progress()));
        assertEquals(Map.of("driver", BlasKernels.inUse()), engine.kernels());
      }
    }
  }

  private static Progress withoutSteps(Progress at) {
    return new Progress(at.epoch(), at.rounds(), 0, 0, at.examples(), at.lossSum(), at.correct());
  }

  /** The state after each of two epochs, and what they showed. */
  private record Trained(List<ModelState> states, List<Progress> progress) {}

  private static Trained train(SparkSession session, EngineListener listener) {
    Averaging averaging =
        new Averaging(
            4,
            2,
            OuterStep.of(0.5, true),
            new LearningRates(LearningRateScaling.SQRT, LearningRateSchedule.LINEAR, 2, 3),
            SEED);
    List<ModelState> states = new ArrayList<>();
    List<Progress> progress = new ArrayList<>();
    try (Engine engine = start(Numbered.rdd(session, 4, UNEVEN), 5, averaging, listener)) {
      for (int epoch = 0; epoch < 2; epoch++) {
        assertTrue(engine.epoch(() -> false));
        states.add(engine.state().model());
        progress.add(engine.progress());
      }
    }
    return new Trained(states, progress);
  }

  /** With as many tasks as there are cores over cores of a task. */
  private static <T> T inTasks(
      SparkSession session, int cores, int taskCores, Supplier<T> training) {
    SparkConf conf = session.sparkContext().conf();
    conf.set("spark.default.parallelism", String.valueOf(cores));
    conf.set("spark.task.cpus", String.valueOf(taskCores));
    try {
      return training.get();
    } finally {
      conf.set("spark.default.parallelism", "2");
      conf.remove("spark.task.cpus");
    }
  }

  private static void assertSameBits(Trained expected, Trained found) {
    assertEquals(expected.progress(), found.progress());
    for (int epoch = 0; epoch < 2; epoch++) {
      assertSameBits(expected.states().get(epoch), found.states().get(epoch));
    }
  }

  @ParameterizedTest
  @CsvSource({"2,2,1", "2,1,2", "6,2,3", "5,1,5", "9,1,5"})
  void tasksAndThreadsDontChangeABit(int cores, int taskCores, int tasks, SparkSession session) {
    Trained expected = inTasks(session, 1, 1, () -> train(session, NOBODY));
    TaskCounts seen = new TaskCounts();

    Trained found =
        inTasks(
            session, cores, taskCores, () -> seen.during(session, () -> train(session, NOBODY)));

    assertSameBits(expected, found);
    assertEquals(Set.of(tasks), seen.ofTraining());
  }

  /** Counts the tasks of stages that read what was dealt out. */
  private static final class TaskCounts extends SparkListener {
    private final List<Integer> all = new ArrayList<>();
    private int jobs;

    <T> T during(SparkSession session, Supplier<T> training) {
      session.sparkContext().addSparkListener(this);
      try {
        T trained = training.get();
        session.sparkContext().listenerBus().waitUntilEmpty();
        return trained;
      } catch (TimeoutException e) {
        throw new AssertionError("Spark told its listeners nothing for too long", e);
      } finally {
        session.sparkContext().removeSparkListener(this);
      }
    }

    @Override
    public void onJobStart(SparkListenerJobStart start) {
      jobs++;
    }

    @Override
    public void onStageCompleted(SparkListenerStageCompleted completed) {
      // The first one packs the rows.
      if (!completed.stageInfo().parentIds().isEmpty()) {
        all.add(completed.stageInfo().numTasks());
      }
    }

    Set<Integer> ofTraining() {
      // Dealing out and two epochs.
      assertEquals(3, jobs);
      assertEquals(3, all.size());
      return new HashSet<>(all);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shardsThatAreLostOnTheWayAreMadeAnewToTheSameBits(int tasks, SparkSession session) {
    Trained expected = inTasks(session, 1, 1, () -> train(session, NOBODY));
    EngineListener thief =
        new EngineListener() {
          @Override
          public void averaged(
              Supplier<ModelState> state, Progress before, Progress now, Times times) {
            ShardStore.forget();
          }
        };

    assertSameBits(expected, inTasks(session, tasks, 1, () -> train(session, thief)));
  }

  @Test
  void readsTheExamplesOnceHoweverManyEpochs(SparkSession session) {
    LongAccumulator read = session.sparkContext().longAccumulator();
    JavaRDD<Example> examples =
        Numbered.rdd(session, 2, 40, 40)
            .map(
                example -> {
                  read.add(1);
                  return example;
                });
    try (Engine engine = start(examples, 2, averaging(2), NOBODY)) {
      assertEquals(80, read.value());
      engine.epoch(() -> false);
      ShardStore.forget();
      engine.epoch(() -> false);

      // What the shuffle wrote is still there.
      assertEquals(80, read.value());
    }
  }

  /** After how many averagings that the driver sees, of an epoch of six rounds. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void whatIsStoppedGoesOnElsewhereToTheSameBits(int averagings, SparkSession session) {
    try (Engine whole = start(Numbered.rdd(session, 2, 54, 53), 2, averaging(1), NOBODY);
        Engine first = start(Numbered.rdd(session, 2, 54, 53), 2, averaging(1), NOBODY)) {
      whole.epoch(() -> false);
      int[] asked = new int[1];

      assertFalse(first.epoch(() -> ++asked[0] == averagings));

      TrainingState stopped = first.state();
      assertEquals(1, stopped.progress().epoch());
      assertEquals(averagings, stopped.progress().rounds());
      assertEquals(averagings, stopped.model().iteration());
      assertEquals(stopped.progress(), first.progress());
      List<Progress> heard = new ArrayList<>();
      try (Engine second =
          start(Numbered.rdd(session, 2, 54, 53), 2, averaging(1), hearing(heard))) {
        second.restore(stopped);
        assertEquals(stopped.progress(), second.state().progress());
        int starts = 1;
        while (!second.epoch(() -> true)) {
          starts++;
        }
        assertEquals(6 - averagings, starts);
        assertEquals(averagings + 1, heard.get(0).rounds());
        assertTrue(heard.get(0).examples() > stopped.progress().examples());

        assertSameBits(whole.state().model(), second.state().model());
        // With the sums of what was trained elsewhere.
        assertEquals(whole.progress(), second.progress());
        assertTrue(second.averagingSeconds() > 0);
      }
    }
  }

  private static EngineListener hearing(List<Progress> heard) {
    return new EngineListener() {
      @Override
      public void progress(Progress at) {
        heard.add(at);
      }
    };
  }

  @Test
  void anEpochThatIsCompleteCannotBeStopped(SparkSession session) {
    try (Engine engine = start(Numbered.rdd(session, 2, 20), 1, averaging(2), NOBODY)) {
      assertTrue(engine.epoch(() -> true));
      assertEquals(2, engine.state().progress().epoch());
    }
  }

  @Test
  void refusesAnotherNetworksState(SparkSession session) {
    try (Engine engine = start(Numbered.rdd(session, 2, 20), 1, averaging(1), NOBODY)) {
      TrainingState before = engine.state();
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () ->
                      engine.restore(
                          new TrainingState(
                              new ModelState(new float[7], new float[7], new float[0], 1),
                              Progress.begin(2))))
              .getMessage();
      assertEquals(
          "expected a state of 131 weights, 131 updater values and a momentum of 0, found 7, 7 and 0",
          message);
      assertEquals(
          "expected a state after at most 2 rounds of an epoch, found one after 3; continue with the examples that it was trained on",
          assertThrows(
                  IllegalArgumentException.class,
                  () ->
                      engine.restore(
                          new TrainingState(before.model(), new Progress(1, 3, 0, 0, 30, 1, 1))))
              .getMessage());
      assertSameBits(before.model(), engine.state().model());
      assertEquals(before.progress(), engine.state().progress());
    }
  }

  @Test
  void noExampleIsRefusedAndLeavesNothingBehind(SparkSession session) {
    Set<Long> lives = Broadcasts.alive(Integer.class);
    for (int[] sizes : new int[][] {{0}, {0, 0, 0}}) {
      assertEquals(
          "training data: expected at least one example, found none",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> start(Numbered.rdd(session, 2, sizes), sizes.length, averaging(2), NOBODY))
              .getMessage());
    }
    assertTrue(Broadcasts.noneBut(lives, Integer.class));
  }

  @Test
  void aFailureWhileReadingLeavesNothingBehind(SparkSession session) {
    Set<Long> lives = Broadcasts.alive(Integer.class);
    JavaRDD<Example> examples =
        Numbered.rdd(session, 2, 20, 20)
            .map(
                example -> {
                  if (example.key() == -990) {
                    throw new IllegalStateException("a bad disk");
                  }
                  return example;
                });

    String message =
        assertThrows(SparkException.class, () -> start(examples, 2, averaging(2), NOBODY))
            .getMessage();

    assertTrue(message.contains("a bad disk"), message);
    assertTrue(Broadcasts.noneBut(lives, Integer.class));
  }

  @Test
  void everyStateThatWasSentIsTakenBack(SparkSession session) {
    Set<Long> states = Broadcasts.alive(ModelState.class);
    Set<Long> lives = Broadcasts.alive(Integer.class);
    List<Boolean> takenBack = new ArrayList<>();
    Engine engine =
        start(
            Numbered.rdd(session, 2, 20, 20),
            2,
            averaging(1),
            new EngineListener() {
              @Override
              public void averaged(
                  Supplier<ModelState> state, Progress before, Progress now, Times times) {
                takenBack.add(Broadcasts.noneBut(states, ModelState.class));
              }
            });
    engine.epoch(() -> false);

    assertEquals(List.of(true), takenBack);
    Set<Long> life = Broadcasts.alive(Integer.class);
    life.removeAll(lives);
    assertEquals(1, life.size());
    engine.close();
    engine.close();
    assertTrue(Broadcasts.noneBut(lives, Integer.class));
  }

  @Test
  void aFailedRoundLeavesTheLastGoodState(SparkSession session) {
    Set<Long> states = Broadcasts.alive(ModelState.class);
    // Then the loss overflows, too: weights of this size meet.
    Network diverging =
        new Network(Numbered.TOPOLOGY, new Updater.Sgd(), 0, (i, e) -> e == 0 ? 0.1 : 1e38);
    List<ModelState> good = new ArrayList<>(List.of(initial(new Updater.Sgd())));
    try (Engine engine =
        Engine.start(
            Numbered.rdd(session, 2, 80, 80),
            2,
            diverging,
            averaging(1),
            good.get(0),
            new EngineListener() {
              @Override
              public void averaged(
                  Supplier<ModelState> state, Progress before, Progress now, Times times) {
                good.add(state.get());
              }
            })) {
      assertTrue(engine.epoch(() -> false));
      String message =
          assertThrows(ArithmeticException.class, () -> engine.epoch(() -> false)).getMessage();

      // Well before the epoch's eighth round.
      assertTrue(
          message.matches(
              "training diverged in epoch 2, rounds 1 to [2-4]: expected finite values.*"),
          message);
      assertEquals(2, good.size());
      assertSameBits(good.get(1), engine.state().model());
      assertEquals(2, engine.state().progress().epoch());
      assertEquals(0, engine.state().progress().rounds());
    }
    assertTrue(Broadcasts.noneBut(states, ModelState.class));
  }

  /** Two epochs of minibatches of 10, averaged every 3 of them. */
  private static List<Progress> heard(SparkSession session, int... workers) {
    List<Progress> heard = new ArrayList<>();
    try (Engine engine =
        start(
            Numbered.rdd(session, workers.length, workers),
            workers.length,
            averaging(3),
            hearing(heard))) {
      for (int epoch = 1; epoch <= 2; epoch++) {
        engine.epoch(() -> false);
        Progress last = heard.get(heard.size() - 1);
        assertEquals(engine.progress(), last);
        assertEquals(epoch, last.epoch());
        assertEquals(last.steps(), last.step());
        assertEquals(107, last.examples());
        assertTrue(last.loss() > 0 && last.accuracy() > 0);
        assertTrue(engine.averagingSeconds() > 0);
      }
    }
    return heard;
  }

  @Test
  void withSeveralTasksEveryRoundIsHeardOf(SparkSession session) {
    List<Progress> heard = heard(session, 54, 53);

    assertEquals(List.of(3, 6, 3, 6), heard.stream().map(Progress::step).toList());
    assertEquals(List.of(60L, 107L, 60L, 107L), heard.stream().map(Progress::examples).toList());
  }

  @Test
  void roundsWithinATaskAreHeardOfInOrder(SparkSession session) {
    List<Progress> heard = heard(session, 107);

    for (int epoch = 1; epoch <= 2; epoch++) {
      int wanted = epoch;
      List<Integer> steps =
          heard.stream().filter(at -> at.epoch() == wanted).map(Progress::step).toList();
      // The result of the job tells of the last round once more, and may overtake messages.
      assertEquals(steps.stream().sorted().toList(), steps);
      assertTrue(List.of(3, 6, 9, 11).containsAll(steps), steps.toString());
    }
  }

  private static Progress at(int epoch, int rounds) {
    return new Progress(epoch, rounds, 3 * rounds, 11, 30L * rounds, 1, 1);
  }

  /** Messages of tasks as they may come when the driver has averaged two rounds of four. */
  @Test
  void messagesThatComeAfterTheirJobAreDropped(SparkSession session) {
    List<Progress> heard = new ArrayList<>();
    try (Engine engine = start(Numbered.rdd(session, 2, 60, 47), 2, averaging(2), hearing(heard))) {
      int[] asked = new int[1];
      assertFalse(engine.epoch(() -> ++asked[0] == 2));
      assertEquals(List.of(1, 2), heard.stream().map(Progress::rounds).toList());
      heard.clear();

      engine.running(at(1, 1), () -> false);
      engine.running(at(1, 2), () -> false);
      engine.running(at(2, 3), () -> false);
      assertEquals(List.of(), heard);

      // A task that runs again tells again.
      engine.running(at(1, 3), () -> false);
      engine.running(at(1, 4), () -> false);
      engine.running(at(1, 3), () -> false);
      assertEquals(List.of(at(1, 3), at(1, 4), at(1, 3)), heard);
    }
  }

  @Test
  void theDriverIsToldOfEveryState(SparkSession session) {
    List<Progress> befores = new ArrayList<>();
    List<Progress> nows = new ArrayList<>();
    List<ModelState> states = new ArrayList<>();
    try (Engine engine =
        start(
            Numbered.rdd(session, 2, 20, 20),
            2,
            averaging(1),
            new EngineListener() {
              @Override
              public void averaged(
                  Supplier<ModelState> state, Progress before, Progress now, Times times) {
                befores.add(before);
                nows.add(now);
                states.add(state.get());
                assertTrue(times.start() <= times.trained());
                assertTrue(times.trained() <= times.averaged());
              }
            })) {
      engine.epoch(() -> false);
      engine.epoch(() -> false);
      assertSameBits(states.get(1), engine.state().model());
    }
    // An epoch of two rounds is one job, whatever the number of tasks.
    assertEquals(List.of(0, 0), befores.stream().map(Progress::rounds).toList());
    assertEquals(List.of(2, 2), nows.stream().map(Progress::rounds).toList());
    assertEquals(List.of(2, 4), states.stream().map(ModelState::iteration).toList());
  }
}
