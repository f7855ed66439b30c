package org.mnistspark.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * All laps of one contender, each with the limit at that time: the mean of one measurement before
 * it and one after. The first lap is warm-up: it counts for learning, not for speed.
 */
final class Scores {
  private final Entry entry;
  private final List<Lap> laps = new ArrayList<>();
  private final List<Double> limits = new ArrayList<>(); // images per second of one thread

  Scores(Entry entry) {
    this.entry = entry;
  }

  void add(Lap lap, double limit) {
    laps.add(lap);
    limits.add(limit);
  }

  Entry entry() {
    return entry;
  }

  /** Images per second of each lap that counts. */
  double[] speeds() {
    return counting().mapToDouble(i -> laps.get(i).imagesPerSecond()).toArray();
  }

  /** Median of the ratios of this contender's speed to the limit of its cores. */
  double ofLimit() {
    return median(
        counting()
            .mapToDouble(i -> laps.get(i).imagesPerSecond() / (limits.get(i) * entry.threads()))
            .toArray());
  }

  /** Median of the ratios of this contender's speed to another's in the same round. */
  double times(Scores other) {
    return median(
        counting()
            .mapToDouble(i -> laps.get(i).imagesPerSecond() / other.laps.get(i).imagesPerSecond())
            .toArray());
  }

  private IntStream counting() {
    return IntStream.range(1, laps.size());
  }

  /** After the last lap. */
  OptionalDouble accuracy() {
    return laps.get(laps.size() - 1).accuracy();
  }

  /** Of all laps. */
  double seconds() {
    return laps.stream().mapToDouble(Lap::seconds).sum();
  }

  /** Training time of the laps up to the first after which the accuracy was reached. */
  OptionalDouble secondsTo(double accuracy) {
    double seconds = 0;
    for (Lap lap : laps) {
      seconds += lap.seconds();
      if (lap.accuracy().orElse(0) >= accuracy) {
        return OptionalDouble.of(seconds);
      }
    }
    return OptionalDouble.empty();
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
