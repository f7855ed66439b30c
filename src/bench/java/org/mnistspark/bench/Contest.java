package org.mnistspark.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * All contenders, and their laps in turn: a machine that slows down meanwhile does so for all. The
 * limit is measured between any two laps.
 */
final class Contest implements AutoCloseable {
  private final int rounds;
  private final List<ContenderProcess> contenders = new ArrayList<>();
  private final List<Scores> scores = new ArrayList<>();
  private final List<Double> limits = new ArrayList<>();
  private final ContenderProcess limit;

  /** Starts every contender and waits until it is ready. */
  Contest(Setup setup, List<Entry> entries, Path folder) throws IOException {
    rounds = setup.rounds();
    SparkDefaults defaults = SparkDefaults.read(Path.of("conf", "spark-defaults.conf"));
    limit = new ContenderProcess(Entry.limit(), setup, defaults, folder);
    boolean started = false;
    try {
      for (Entry entry : entries) {
        System.err.println("starting " + entry.id());
        contenders.add(new ContenderProcess(entry, setup, defaults, folder));
        scores.add(new Scores(entry));
      }
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  void run() throws IOException {
    // Twice, because the first one is warm-up.
    limit.lap();
    limits.add(limit.lap().imagesPerSecond());
    for (int round = 1; round <= rounds; round++) {
      for (int i = 0; i < contenders.size(); i++) {
        if (contenders.get(i).entry().part() != Entry.MLLIB) {
          lap(i, "epoch " + round);
        }
      }
    }
    for (int i = 0; i < contenders.size(); i++) {
      if (contenders.get(i).entry().part() == Entry.MLLIB) {
        lap(i, "alone");
      }
    }
  }

  private void lap(int i, String name) throws IOException {
    Lap lap = contenders.get(i).lap();
    double before = limits.get(limits.size() - 1);
    double after = limit.lap().imagesPerSecond();
    limits.add(after);
    scores.get(i).add(lap, (before + after) / 2);
    System.err.printf(
        Locale.ROOT,
        "%s, %s: %.2f s, accuracy %.4f, limit %,.0f images/s per core%n",
        contenders.get(i).entry().id(),
        name,
        lap.seconds(),
        lap.accuracy().orElse(Double.NaN),
        after);
  }

  /** Images per second of one thread, every measurement. */
  double[] limits() {
    return limits.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** In the order of the entries. */
  List<Scores> scores() {
    return List.copyOf(scores);
  }

  /** What the contenders say about themselves, each once. */
  List<String> notes() {
    List<String> notes = new ArrayList<>(List.of(limit.note()));
    contenders.forEach(contender -> notes.add(contender.note()));
    return notes.stream().filter(note -> !note.isEmpty()).distinct().toList();
  }

  @Override
  public void close() {
    limit.close();
    contenders.forEach(ContenderProcess::close);
  }
}
