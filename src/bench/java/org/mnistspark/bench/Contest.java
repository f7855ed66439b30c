package org.mnistspark.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * All contenders, and their laps in turn: a machine that slows down in between does so for all. The
 * limit is measured between any two laps. MLlib, which has no epochs, comes last and alone.
 */
final class Contest implements AutoCloseable {
  private final Setup setup;
  private final Path folder;
  private final SparkDefaults defaults;
  private final List<Entry> entries;
  private final List<ContenderProcess> running = new ArrayList<>();
  private final List<Scores> scores = new ArrayList<>();
  private final List<Double> limits = new ArrayList<>();
  private final Set<String> notes = new LinkedHashSet<>();

  Contest(Setup setup, List<Entry> entries, Path folder) throws IOException {
    this.setup = setup;
    this.entries = entries;
    this.folder = folder;
    defaults = SparkDefaults.read(Path.of("conf", "spark-defaults.conf"));
  }

  void run() throws IOException {
    ContenderProcess limit = start(Entry.limit());
    // Twice, because the first one is warm-up.
    limit.lap();
    limits.add(limit.lap().imagesPerSecond());
    rounds(limit, entries.stream().filter(entry -> entry.part() != Entry.MLLIB).toList());
    for (Entry entry : entries) {
      if (entry.part() == Entry.MLLIB) {
        Scores own = new Scores(entry);
        scores.add(own);
        try (ContenderProcess contender = start(entry)) {
          lap(contender, own, limit, "alone");
        }
      }
    }
  }

  private void rounds(ContenderProcess limit, List<Entry> inTurn) throws IOException {
    List<ContenderProcess> contenders = new ArrayList<>();
    for (Entry entry : inTurn) {
      contenders.add(start(entry));
      scores.add(new Scores(entry));
    }
    for (int round = 1; round <= setup.rounds(); round++) {
      for (int i = 0; i < contenders.size(); i++) {
        lap(contenders.get(i), scores.get(i), limit, "epoch " + round);
      }
    }
    // Their memory is needed.
    contenders.forEach(ContenderProcess::close);
  }

  /** Starts a contender and waits until it is ready. */
  private ContenderProcess start(Entry entry) throws IOException {
    System.err.println("starting " + entry.id());
    ContenderProcess contender = new ContenderProcess(entry, setup, defaults, folder);
    running.add(contender);
    if (!contender.note().isEmpty()) {
      notes.add(contender.note());
    }
    return contender;
  }

  private void lap(ContenderProcess contender, Scores own, ContenderProcess limit, String name)
      throws IOException {
    Lap lap = contender.lap();
    double before = limits.get(limits.size() - 1);
    double after = limit.lap().imagesPerSecond();
    limits.add(after);
    own.add(lap, (before + after) / 2);
    System.err.printf(
        Locale.ROOT,
        "%s, %s: %.2f s, accuracy %.4f, limit %,.0f images/s per core%n",
        own.entry().id(),
        name,
        lap.seconds(),
        lap.accuracy().orElse(Double.NaN),
        after);
  }

  /** Images per second of one thread, every measurement. */
  double[] limits() {
    return limits.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** In the order of the table. */
  List<Scores> scores() {
    return List.copyOf(scores);
  }

  /** What the contenders say about themselves, each once. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  @Override
  public void close() {
    running.forEach(ContenderProcess::close);
  }
}
