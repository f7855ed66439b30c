package org.mnistspark.averaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShuffleTest {

  @Test
  void isAPermutation() {
    for (int examples : new int[] {0, 1, 2, 3, 10, 128, 1001}) {
      int[] order = Shuffle.order(42, 3, 1, examples);
      Arrays.sort(order);
      assertArrayEquals(IntStream.range(0, examples).toArray(), order);
    }
  }

  /** Other values here would mean other models from the same seed. */
  @Test
  void staysTheSameFromReleaseToRelease() {
    assertArrayEquals(new int[] {1, 8, 7, 5, 9, 0, 2, 6, 4, 3}, Shuffle.order(42, 0, 0, 10));
    assertArrayEquals(new int[] {8, 0, 3, 4, 7, 2, 6, 5, 9, 1}, Shuffle.order(42, 1, 0, 10));
    assertArrayEquals(new int[] {2, 0, 6, 8, 7, 3, 1, 5, 9, 4}, Shuffle.order(42, 0, 1, 10));
    assertArrayEquals(new int[] {5, 6, 2, 7, 9, 3, 8, 4, 0, 1}, Shuffle.order(-1, 4, 15, 10));
  }

  @Test
  void everySeedEpochAndWorkerHasAnOrderOfItsOwn() {
    Set<List<Integer>> orders = new HashSet<>();
    for (int seed = 0; seed < 40; seed++) {
      for (int epoch = 0; epoch < 40; epoch++) {
        for (int worker = 0; worker < 8; worker++) {
          orders.add(list(Shuffle.order(seed, epoch, worker, 30)));
        }
      }
    }
    assertEquals(40 * 40 * 8, orders.size());
  }

  @Test
  void everyOrderIsEquallyLikely() {
    Map<List<Integer>, Integer> counts = new HashMap<>();
    for (int epoch = 0; epoch < 24_000; epoch++) {
      counts.merge(list(Shuffle.order(42, epoch, 0, 4)), 1, Integer::sum);
    }
    assertEquals(24, counts.size());
    counts.forEach((order, count) -> assertEquals(1_000, count, 155, () -> "5 sigma; of " + order));
  }

  @Test
  void everyExampleReachesEveryPlace() {
    int[][] counts = new int[10][10];
    for (int worker = 0; worker < 10_000; worker++) {
      int[] order = Shuffle.order(42, 0, worker, 10);
      for (int place = 0; place < 10; place++) {
        counts[place][order[place]]++;
      }
    }
    for (int[] place : counts) {
      for (int count : place) {
        assertEquals(1_000, count, 150, "5 sigma");
      }
    }
  }

  /** A shard so large that draws which two orders share would show in its places. */
  @Test
  void ordersOfNeighboursHaveNothingInCommon() {
    int examples = 120_000;
    int[] order = Shuffle.order(42, 0, 0, examples);
    for (int[] other :
        List.of(
            Shuffle.order(42, 1, 0, examples),
            Shuffle.order(42, 2, 0, examples),
            Shuffle.order(42, 0, 1, examples),
            Shuffle.order(43, 0, 0, examples))) {
      assertTrue(Math.abs(correlation(order, other)) < 5 / Math.sqrt(examples));
      assertTrue(Math.abs(correlation(places(order), places(other))) < 5 / Math.sqrt(examples));
    }
  }

  private static List<Integer> list(int[] order) {
    return Arrays.stream(order).boxed().collect(Collectors.toList());
  }

  private static int[] places(int[] order) {
    int[] places = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      places[order[i]] = i;
    }
    return places;
  }

  /** Of two permutations, by their ranks (Spearman). */
  private static double correlation(int[] a, int[] b) {
    double mean = (a.length - 1) / 2.0;
    double products = 0;
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      products += (a[i] - mean) * (b[i] - mean);
      squares += (a[i] - mean) * (a[i] - mean);
    }
    return products / squares;
  }
}
