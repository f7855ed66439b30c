package org.mnistspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mnistspark.spark.RoundProgress;

final class RoundReporterTest {
  private final List<RoundProgress> sent = new ArrayList<>();
  private long now = 1;

  private RoundReporter reporter(int lastRound) {
    return new RoundReporter(3, lastRound, () -> now, sent::add);
  }

  @Test
  void tellsOfTheFirstRoundAndTheLast() {
    RoundReporter reporter = reporter(2);

    for (int round = 0; round <= 2; round++) {
      reporter.round(round, 10, 5, 20);
    }

    assertEquals(
        List.of(new RoundProgress(3, 0, 10, 5, 20), new RoundProgress(3, 2, 30, 15, 60)), sent);
  }

  @Test
  void tellsNoOftenerThanTheInterval() {
    RoundReporter reporter = reporter(100);

    for (int round = 0; round < 10; round++) {
      reporter.round(round, 1, 1, 1);
      now += RoundReporter.INTERVAL / 4 + 1;
    }

    assertEquals(List.of(0, 4, 8), sent.stream().map(RoundProgress::round).toList());
    assertEquals(9, sent.get(2).examples());
  }
}
