package org.mnistspark.averaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.mnistspark.averaging.Exchange.Tally;

class GroupTrainingErrorsTest {
  private static final TrainingPlan PLAN = Fixtures.plan(Fixtures.ADAM, 30, 17, 5);
  private static final ModelState STATE = Fixtures.state(Fixtures.ADAM);

  @Test
  void rejectsShardsOutOfOrder() {
    Shard first = Fixtures.shard(0, 30);
    Shard second = Fixtures.shard(1, 17);
    Shard third = Fixtures.shard(2, 5);
    assertEquals(
        "expected the shard of worker 0, found that of 1",
        messageFor(List.of(second, second, third), Exchange.ALONE));
    assertEquals(
        "expected the shard of worker 1, found that of 2",
        messageFor(List.of(first, third, second), Exchange.ALONE));
    assertEquals(
        "expected the shard of worker 2, found that of 1",
        messageFor(List.of(second, second), exchange(1, 2)));
    assertEquals(
        "expected the shard of worker 1, found that of 2",
        messageFor(List.of(third, second), exchange(1, 2)));
  }

  @Test
  void rejectsTheShardsOfOtherTasks() {
    List<Shard> all = Fixtures.shards(PLAN);
    assertEquals(
        "expected the shards of workers 0 to 2, found 2 shards",
        messageFor(all.subList(0, 2), Exchange.ALONE));
    assertEquals(
        "expected the shards of workers 0 to 2, found 0 shards",
        messageFor(List.of(), Exchange.ALONE));
    assertEquals(
        "expected the shards of workers 0 to 0, found 3 shards", messageFor(all, exchange(0, 2)));
    assertEquals(
        "expected the shards of workers 1 to 2, found 1 shards",
        messageFor(all.subList(1, 2), exchange(1, 2)));
    assertEquals(
        "expected the shard of worker 1, found that of 0",
        messageFor(all.subList(0, 2), exchange(1, 2)));
    assertEquals(
        "expected the shard of worker 2, found that of 3",
        messageFor(List.of(Fixtures.shard(3, 5)), exchange(2, 3)));
  }

  @Test
  void rejectsATaskWithoutWorkers() {
    assertEquals(
        "expected the shard of at least one worker, found none",
        messageFor(List.of(), exchange(0, 4)));
  }

  @Test
  void noticesAShardThatWasMadeAgainFromOtherData() {
    List<Shard> changed = new ArrayList<>(Fixtures.shards(PLAN));
    changed.set(1, Fixtures.shard(1, 16));
    String expected =
        "worker 1: expected 17 examples as before, found 16; train on data that is the same whenever it is read";
    assertEquals(expected, messageFor(changed, Exchange.ALONE));
    assertEquals(expected, messageFor(changed.subList(1, 3), exchange(1, 2)));
    assertEquals(expected, messageFor(changed.subList(1, 2), exchange(1, 3)));
  }

  @Test
  void rejectsRoundsThatTheEpochDoesNotHave() {
    for (int tasks = 1; tasks <= 3; tasks++) {
      assertEquals("expected rounds within 0 to 3, found 3 to 4", messageFor(tasks, 3, 4));
      assertEquals("expected rounds within 0 to 3, found 1 to 4", messageFor(tasks, 1, 4));
      assertEquals("expected rounds within 0 to 3, found -1 to 1", messageFor(tasks, -1, 1));
      assertEquals("expected rounds within 0 to 3, found 2 to 2", messageFor(tasks, 2, 2));
      assertEquals("expected rounds within 0 to 3, found 2 to 1", messageFor(tasks, 2, 1));
    }
  }

  @Test
  void rejectsAStateOfAnotherNetworkOrUpdater() {
    int[][] wrong = {{54, 106, 0}, {52, 106, 0}, {53, 53, 0}, {53, 107, 0}, {53, 106, 53}};
    for (int[] lengths : wrong) {
      assertEquals(messageAbout(lengths, 0), messageFor(PLAN, lengths));
    }
    TrainingPlan nesterov =
        new TrainingPlan(
            Fixtures.TOPOLOGY,
            Fixtures.ADAM,
            0,
            4,
            3,
            OuterStep.of(0.5, true),
            42,
            PLAN.shardSizes());
    for (int momentum : new int[] {1, 26, 54}) {
      int[] lengths = {53, 106, momentum};
      assertEquals(messageAbout(lengths, 53), messageFor(nesterov, lengths));
    }
  }

  private static String messageAbout(int[] found, int momentum) {
    return "expected a state of "
        + Fixtures.TOPOLOGY.parameters() // 53
        + " weights, 106 updater values and a momentum of "
        + momentum
        + ", found "
        + found[0]
        + ", "
        + found[1]
        + " and "
        + found[2];
  }

  /** The same in one task and in several. */
  private static String messageFor(TrainingPlan plan, int[] lengths) {
    ModelState state =
        new ModelState(new float[lengths[0]], new float[lengths[1]], new float[lengths[2]], 0);
    String message = messageOf(() -> train(plan, state, 1, new double[3]));
    for (int tasks = 2; tasks <= 3; tasks++) {
      int count = tasks;
      assertEquals(message, messageOf(() -> train(plan, state, count, new double[3])));
    }
    return message;
  }

  private static List<SliceResult> train(
      TrainingPlan plan, ModelState state, int tasks, double[] rates) {
    return MemoryExchange.train(
        plan, state, tasks, Progress.begin(1), 1, rates, 2, RoundObserver.NONE);
  }

  @Test
  void rejectsTooFewLearningRates() {
    for (int tasks = 1; tasks <= 3; tasks++) {
      int count = tasks;
      assertEquals(
          "expected learning rates of 8 minibatches, found 7",
          messageOf(() -> train(count, Progress.begin(1), 3, new double[7])));
      assertEquals(
          "expected learning rates of 2 minibatches, found 1",
          messageOf(() -> train(count, Fixtures.after(PLAN, 2), 3, new double[1])));
      train(count, Progress.begin(1), 3, new double[8]);
      train(count, Fixtures.after(PLAN, 2), 3, new double[2]);
    }
  }

  private static Outcome train(int tasks, Progress done, int to, double[] rates) {
    List<SliceResult> slices =
        MemoryExchange.train(PLAN, STATE, tasks, done, to, rates, 1, RoundObserver.NONE);
    return Outcome.of(PLAN, STATE, done, slices);
  }

  /** Nor does it leave the other tasks waiting. */
  @Test
  void aFailureInAnyThreadReachesTheCallerAndLeavesTheBuffersUsable() {
    double[] rates = Fixtures.rates(PLAN, 0, 3);
    Outcome before = train(1, Progress.begin(1), 3, rates);
    for (int wide = 0; wide < 3; wide++) {
      List<Shard> shards = new ArrayList<>(Fixtures.shards(PLAN));
      int examples = PLAN.shardSizes().get(wide);
      shards.set(wide, Fixtures.shard(wide, Fixtures.examples(7, examples, 1)));
      for (int tasks = 1; tasks <= 3; tasks++) {
        for (int threads = 1; threads <= 3; threads++) {
          int count = tasks;
          int cores = threads;
          assertEquals(
              "examples: expected 6 inputs and 3 classes, found 7 and 3",
              messageOf(
                  () ->
                      MemoryExchange.train(
                          PLAN,
                          STATE,
                          shards,
                          count,
                          Progress.begin(1),
                          3,
                          rates,
                          cores,
                          task -> RoundObserver.NONE)));
          Outcome after = train(tasks, Progress.begin(1), 3, rates);
          GroupTrainingTest.assertSameBits(before.state(), after.state());
          assertEquals(before.progress(), after.progress());
        }
      }
    }
  }

  @Test
  void theObserversFailureReachesTheCaller() {
    IllegalStateException failure = new IllegalStateException("no place to tell it to");
    for (int tasks = 1; tasks <= 3; tasks++) {
      int count = tasks;
      assertSame(
          failure,
          assertThrows(
              IllegalStateException.class,
              () ->
                  MemoryExchange.train(
                      PLAN,
                      STATE,
                      count,
                      Progress.begin(1),
                      3,
                      Fixtures.rates(PLAN, 0, 3),
                      1,
                      at -> {
                        if (at.rounds() == 2) {
                          throw failure;
                        }
                        return false;
                      })));
    }
  }

  @Test
  void rejectsLessThanOneThread() {
    assertEquals(
        "threads: expected at least 1, found 0",
        messageOf(
            () ->
                MemoryExchange.train(
                    PLAN, STATE, 2, Progress.begin(1), 1, new double[3], 0, RoundObserver.NONE)));
  }

  @Test
  void aTaskAloneHasNobodyToTalkTo() {
    try (Exchange alone = Exchange.ALONE) {
      assertEquals(0, alone.task());
      assertEquals(1, alone.tasks());
      alone.publish(0, true, new float[1], 1);
      List<Executable> calls =
          List.of(
              () -> alone.scatter(0, 1, new Tally(0, 0), new float[1], 1),
              () -> alone.sums(0, 1),
              () -> alone.tally(0, 1),
              () -> alone.slice(0, 1),
              () -> alone.last(0));
      for (Executable call : calls) {
        assertEquals(
            "expected another task, found none",
            assertThrows(UnsupportedOperationException.class, call).getMessage());
      }
    }
  }

  /** What is wrong with the arguments is found before the other tasks are needed. */
  private static Exchange exchange(int task, int tasks) {
    return MemoryExchange.deserted(PLAN, task, tasks);
  }

  private static String messageFor(List<Shard> shards, Exchange exchange) {
    return messageOf(
        () ->
            GroupTraining.run(
                PLAN,
                STATE,
                shards,
                Progress.begin(1),
                1,
                new double[9],
                2,
                exchange,
                RoundObserver.NONE));
  }

  private static String messageFor(int tasks, int from, int to) {
    Progress done = new Progress(1, from, 0, 0, 0, 0, 0);
    return messageOf(() -> train(tasks, done, to, new double[9]));
  }

  private static String messageOf(Executable executable) {
    return assertThrows(IllegalArgumentException.class, executable).getMessage();
  }
}
