package org.mnistspark.bench.averaging;

import java.util.ArrayList;
import java.util.List;
import org.mnistspark.averaging.LearningRateScaling;
import org.mnistspark.averaging.LearningRateSchedule;
import org.mnistspark.averaging.OuterStep;

/** What the defaults were chosen from, and stay comparable with: each differs in little. */
final class Candidates {
  private final List<Recipe> all = new ArrayList<>();

  private Candidates() {}

  /** All of them, by number of workers. */
  static List<Recipe> all() {
    Candidates candidates = new Candidates();
    candidates.few();
    candidates.some();
    candidates.many();
    return List.copyOf(candidates.all);
  }

  private void few() {
    all.add(Recipe.plain(1));
    all.add(Part.SELECTION.defaults(1));
    add(1, 128, 64, 0, 3);
    add(1, 128, 16, 0.7, 1);
    add(1, 128, 32, 0.7, 1);
    add(1, 128, 32, 0.7, 3);
    all.add(Recipe.plain(2));
    all.add(Part.SELECTION.defaults(2));
    add(2, 128, 64, 0, 4);
    add(2, 128, 64, 0.5, 4.52);
    add(2, 128, 128, 0, 4);
    add(2, 128, 16, 0.7, 2);
    add(2, 128, 64, 0.5, 1);
    add(2, 128, 64, 0.5, 2);
    add(2, 128, 64, 0.7, 4);
    add(2, 128, 32, 0.7, 4);
    all.add(Part.SELECTION.defaults(3));
    all.add(Recipe.plain(4));
    all.add(Part.SELECTION.defaults(4));
    add(4, 128, 32, 0, 6);
    add(4, 128, 16, 0.7, 4);
    add(4, 128, 32, 0.7, 4);
  }

  private void some() {
    all.add(Part.SELECTION.defaults(5));
    all.add(Recipe.plain(8));
    all.add(Part.SELECTION.defaults(8));
    add(8, 64, 8, 0, 6);
    add(8, 64, 8, 0.8, 4);
    add(8, 64, 16, 0.8, 6);
    add(8, 128, 8, 0.8, 4);
    all.add(Part.SELECTION.defaults(12));
  }

  private void many() {
    all.add(Recipe.plain(16));
    all.add(Part.SELECTION.defaults(16));
    add(16, 32, 2, 0, 6);
    add(16, 32, 2, 0.9, 4);
    add(16, 32, 2, 0.9, 8);
    add(16, 32, 4, 0.9, 6);
    add(16, 16, 4, 0.9, 4);
    all.add(Recipe.plain(32));
    all.add(Part.SELECTION.defaults(32));
    add(32, 16, 2, 0, 6);
    add(32, 16, 2, 0.9, 4);
    add(32, 16, 1, 0.9, 4);
    all.add(Part.SELECTION.defaults(64));
    add(64, 8, 2, 0.9, 4);
    add(64, 16, 1, 0.9, 4);
  }

  /** Nesterov's outer step, plain averaging where β is 0; a rate that falls to 0. */
  private void add(int workers, int batchSize, int frequency, double momentum, double factor) {
    all.add(
        new Recipe(
            workers,
            batchSize,
            frequency,
            OuterStep.of(momentum, true),
            Recipe.LEARNING_RATE * factor,
            LearningRateScaling.NONE,
            LearningRateSchedule.LINEAR));
  }
}
