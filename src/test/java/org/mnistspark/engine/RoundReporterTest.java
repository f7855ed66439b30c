package org.mnistspark.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mnistspark.averaging.OuterStep;
import org.mnistspark.averaging.Progress;
import org.mnistspark.averaging.TrainingPlan;
import org.mnistspark.mlp.Updater;

final class RoundReporterTest {
  /** Ten minibatches of the first worker, averaged every four: three rounds. */
  private static final TrainingPlan PLAN = plan(4, 95, 60);

  private final List<Progress> sent = new ArrayList<>();
  private long now = 1;

  private static TrainingPlan plan(int frequency, Integer... sizes) {
    return new TrainingPlan(
        Numbered.TOPOLOGY, new Updater.Sgd(), 0, 10, frequency, OuterStep.MEAN, 1, List.of(sizes));
  }

  private RoundReporter reporter(TrainingPlan plan, Progress done, int lastRound) {
    return new RoundReporter(plan, done, lastRound, () -> now, sent::add);
  }

  @Test
  void tellsOfTheFirstRoundAndTheLast() {
    RoundReporter reporter = reporter(PLAN, Progress.begin(2), 2);

    reporter.round(0, 80, 20, 80);
    reporter.round(1, 40, 30, 60);
    reporter.round(2, 20, 10, 15);

    assertEquals(
        List.of(new Progress(2, 1, 4, 10, 80, 80, 20), new Progress(2, 3, 10, 10, 155, 140, 60)),
        sent);
  }

  @Test
  void tellsNoMoreOftenThanTheInterval() {
    RoundReporter reporter = reporter(plan(1, 1010), Progress.begin(1), 100);

    for (int round = 0; round < 10; round++) {
      reporter.round(round, 1, 1, 1);
      now += RoundReporter.INTERVAL / 4 + 1;
    }

    assertEquals(List.of(1, 5, 9), sent.stream().map(Progress::rounds).toList());
    assertEquals(9, sent.get(2).examples());
  }

  @Test
  void addsToWhatTheEpochHadBefore() {
    reporter(PLAN, new Progress(1, 1, 4, 10, 80, 80, 20), 2).round(1, 40, 40, 40);

    assertEquals(List.of(new Progress(1, 2, 8, 10, 120, 120, 60)), sent);
  }

  /** Every attempt of a task has a reporter of its own. */
  @Test
  void aTaskThatRunsAgainStartsItsSumsAgain() {
    Progress done = new Progress(1, 1, 4, 10, 80, 80, 20);
    reporter(PLAN, done, 2).round(1, 40, 40, 40);
    reporter(PLAN, done, 2).round(1, 40, 40, 40);

    assertEquals(2, sent.size());
    assertEquals(sent.get(0), sent.get(1));
  }
}
