package org.mnistspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AveragingStatsTest {
  private static AveragingStats stats() {
    AveragingStats stats = new AveragingStats();
    stats.add(AveragingStats.ROUNDS, 1000, 1030);
    stats.add(AveragingStats.ROUNDS, 1030, 1050);
    stats.add(AveragingStats.EPOCH, 1000, 1060);
    return stats;
  }

  @Test
  void eventsAreListedByKey() {
    assertEquals(
        Set.of(AveragingStats.EPOCH, AveragingStats.ROUNDS, AveragingStats.AVERAGING),
        stats().getKeySet());
    assertEquals(2, stats().getValue(AveragingStats.ROUNDS).size());
    assertEquals(List.of(), stats().getValue(AveragingStats.AVERAGING));
    assertNull(stats().getNestedTrainingStats());
  }

  @Test
  void anotherKeyIsRefused() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> stats().getValue("CountTimesMs"))
            .getMessage();

    assertTrue(message.startsWith("expected one of [" + AveragingStats.EPOCH), message);
    assertTrue(message.endsWith("found CountTimesMs"), message);
  }

  @Test
  void plotsShowTheParts() {
    assertFalse(stats().defaultIncludeInPlots(AveragingStats.EPOCH));
    assertTrue(stats().defaultIncludeInPlots(AveragingStats.ROUNDS));
    assertEquals("Rounds", stats().getShortNameForKey(AveragingStats.ROUNDS));
    assertEquals("Driver", new AveragingStats().getShortNameForKey(AveragingStats.AVERAGING));
  }

  @Test
  void othersAreAdded() {
    AveragingStats stats = stats();

    stats.addOtherTrainingStats(stats());

    assertEquals(4, stats.getValue(AveragingStats.ROUNDS).size());
    assertEquals(2, stats.getValue(AveragingStats.EPOCH).size());
  }

  @Test
  void aLinePerKey() {
    List<String> lines = stats().statsAsString().lines().toList();

    assertEquals(3, lines.size());
    assertTrue(lines.get(1).matches(AveragingStats.ROUNDS + " +30 20 "), lines.get(1));
  }
}
