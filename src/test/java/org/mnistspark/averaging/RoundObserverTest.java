package org.mnistspark.averaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mnistspark.averaging.RoundsResult.Outcome;

final class RoundObserverTest {
  private static final TrainingPlan PLAN = Fixtures.plan(Fixtures.RMS_PROP, 30, 17);

  private record Seen(int round, double lossSum, int correct, int examples) {}

  private static RoundsResult train(int from, RoundObserver observer) {
    int to = PLAN.rounds();
    return GroupTraining.run(
        PLAN,
        Fixtures.state(Fixtures.RMS_PROP),
        Fixtures.shards(PLAN),
        0,
        from,
        to,
        Fixtures.rates(PLAN, from, to),
        2,
        observer);
  }

  private static Outcome outcome(RoundsResult result) {
    return RoundsResult.combine(
        PLAN,
        Fixtures.state(Fixtures.RMS_PROP),
        Progress.begin(1),
        List.of(result),
        PLAN.rounds(),
        "all");
  }

  @Test
  void seesEveryRoundInOrder() {
    List<Seen> seen = new ArrayList<>();

    Outcome outcome = outcome(train(0, (r, l, c, n) -> seen.add(new Seen(r, l, c, n))));

    assertEquals(List.of(0, 1, 2), seen.stream().map(Seen::round).toList());
    assertEquals(List.of(24, 17, 6), seen.stream().map(Seen::examples).toList());
    assertEquals(
        outcome.progress().lossSum(), seen.stream().mapToDouble(Seen::lossSum).sum(), 1e-9);
    assertEquals(outcome.progress().correct(), seen.stream().mapToInt(Seen::correct).sum());
  }

  @Test
  void countsRoundsFromTheEpochsFirst() {
    List<Integer> rounds = new ArrayList<>();

    train(1, (round, lossSum, correct, examples) -> rounds.add(round));

    assertEquals(List.of(1, 2), rounds);
  }

  @Test
  void averagingTakesTime() {
    assertTrue(outcome(train(0, RoundObserver.NONE)).averagingSeconds() > 0);
  }
}
