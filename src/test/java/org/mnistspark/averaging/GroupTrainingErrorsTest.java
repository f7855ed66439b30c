package org.mnistspark.averaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupTrainingErrorsTest {
  private static final TrainingPlan PLAN = Fixtures.plan(Fixtures.ADAM, 30, 17, 5);
  private static final ModelState STATE = Fixtures.state(Fixtures.ADAM);

  @Test
  void rejectsShardsOutOfOrder() {
    Shard first = Fixtures.shard(0, 30);
    Shard second = Fixtures.shard(1, 17);
    Shard third = Fixtures.shard(2, 5);
    assertEquals(
        "expected the shard of worker 2, found that of 1",
        messageFor(List.of(second, second), 0, 1));
    assertEquals(
        "expected the shard of worker 1, found that of 2", messageFor(List.of(first, third), 0, 1));
    assertEquals(
        "expected shards of workers 0 to 2, found 2 from worker 2 on",
        messageFor(List.of(third, second), 0, 1));
  }

  @Test
  void rejectsShardsThatThePlanDoesNotHave() {
    assertEquals(
        "expected the shard of at least one worker, found none", messageFor(List.of(), 0, 1));
    assertEquals(
        "expected shards of workers 0 to 2, found 1 from worker 3 on",
        messageFor(List.of(Fixtures.shard(3, 5)), 0, 1));
  }

  @Test
  void noticesAShardThatWasMadeAgainFromOtherData() {
    assertEquals(
        "worker 1: expected 17 examples as before, found 16; train on data that is the same whenever it is read",
        messageFor(List.of(Fixtures.shard(1, 16)), 0, 1));
  }

  @Test
  void rejectsSeveralRoundsForSomeOfTheReplicas() {
    assertEquals(
        "expected one round for 2 of 3 replicas, found 3",
        messageFor(Fixtures.shards(PLAN).subList(0, 2), 0, 3));
  }

  @Test
  void rejectsRoundsThatTheEpochDoesNotHave() {
    List<Shard> shards = Fixtures.shards(PLAN);
    assertEquals("expected rounds within 0 to 3, found 3 to 4", messageFor(shards, 3, 4));
    assertEquals("expected rounds within 0 to 3, found -1 to 1", messageFor(shards, -1, 1));
    assertEquals("expected rounds within 0 to 3, found 2 to 2", messageFor(shards, 2, 2));
  }

  @Test
  void rejectsAStateOfAnotherNetworkOrUpdater() {
    int parameters = Fixtures.TOPOLOGY.parameters(); // 53
    for (int[] lengths : new int[][] {{54, 106}, {52, 106}, {53, 53}, {53, 107}}) {
      ModelState state =
          new ModelState(new float[lengths[0]], new float[lengths[1]], new float[0], 0);
      assertEquals(
          "expected a state of "
              + parameters
              + " weights, 106 updater values and a momentum of 0, found "
              + lengths[0]
              + ", "
              + lengths[1]
              + " and 0",
          assertThrows(
                  IllegalArgumentException.class,
                  () ->
                      GroupTraining.run(
                          PLAN,
                          state,
                          Fixtures.shards(PLAN),
                          0,
                          0,
                          1,
                          new double[3],
                          2,
                          RoundObserver.NONE))
              .getMessage());
    }
  }

  @Test
  void rejectsTooFewLearningRates() {
    List<Shard> shards = Fixtures.shards(PLAN);
    assertEquals(
        "expected learning rates of 8 minibatches, found 7",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    GroupTraining.run(
                        PLAN, STATE, shards, 0, 0, 3, new double[7], 1, RoundObserver.NONE))
            .getMessage());
    GroupTraining.run(PLAN, STATE, shards, 0, 0, 3, new double[8], 1, RoundObserver.NONE);
  }

  @Test
  void aFailureInAnyThreadReachesTheCallerAndLeavesTheBuffersUsable() {
    double[] rates = Fixtures.rates(PLAN, 0, 3);
    RoundsResult before =
        GroupTraining.run(
            PLAN, STATE, Fixtures.shards(PLAN), 0, 0, 3, rates, 2, RoundObserver.NONE);
    for (int wide = 0; wide < 3; wide++) {
      List<Shard> shards = new ArrayList<>(Fixtures.shards(PLAN));
      int examples = PLAN.shardSizes().get(wide);
      shards.set(wide, Fixtures.shard(wide, Fixtures.examples(7, examples, 1)));
      for (int threads = 1; threads <= 3; threads++) {
        int count = threads;
        assertEquals(
            "examples: expected 6 inputs and 3 classes, found 7 and 3",
            assertThrows(
                    IllegalArgumentException.class,
                    () ->
                        GroupTraining.run(
                            PLAN, STATE, shards, 0, 0, 3, rates, count, RoundObserver.NONE))
                .getMessage());
        RoundsResult after =
            GroupTraining.run(
                PLAN, STATE, Fixtures.shards(PLAN), 0, 0, 3, rates, threads, RoundObserver.NONE);
        assertArrayEquals(before.weights, after.weights);
        assertArrayEquals(before.updater, after.updater);
        assertArrayEquals(before.lossSums, after.lossSums);
      }
    }
  }

  private static String messageFor(List<Shard> shards, int from, int to) {
    return assertThrows(
            IllegalArgumentException.class,
            () ->
                GroupTraining.run(
                    PLAN, STATE, shards, 0, from, to, new double[9], 2, RoundObserver.NONE))
        .getMessage();
  }
}
