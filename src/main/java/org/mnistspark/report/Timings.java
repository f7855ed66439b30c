package org.mnistspark.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What took how long: phases that follow each other, and parts of them. */
final class Timings {
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private Optional<String> running = Optional.empty();
  private long start;

  /** Ends the phase that runs, and begins this one. */
  void phase(String name, long now) {
    end(now);
    running = Optional.of(name);
    start = now;
    seconds.putIfAbsent(name, 0.0);
  }

  void end(long now) {
    running.ifPresent(name -> seconds.merge(name, (now - start) / 1e9, Double::sum));
    running = Optional.empty();
  }

  /** A part of a phase, measured elsewhere. */
  void part(String name, double took) {
    seconds.put(name, took);
  }

  Map<String, Double> seconds() {
    return seconds;
  }
}
