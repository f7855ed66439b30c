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
    add(1, 128, 16, 0, 1);
    add(1, 128, 16, 0, 2);
    add(1, 64, 16, 0, 1);
    add(1, 128, 16, 0.5, 1);
    add(1, 128, 16, 0.7, 1);
    add(1, 128, 16, 0.8, 1);
    all.add(Recipe.plain(2));
    add(2, 128, 16, 0, 2);
    add(2, 128, 16, 0.7, 1);
    add(2, 128, 16, 0.5, 2);
    add(2, 128, 16, 0.7, 2);
    add(2, 128, 16, 0.8, 2);
    add(3, 128, 16, 0.7, 3);
    all.add(Recipe.plain(4));
    add(4, 128, 16, 0, 4);
    add(4, 128, 16, 0.7, 1);
    add(4, 128, 16, 0.5, 4);
    add(4, 128, 16, 0.7, 4);
    add(4, 128, 8, 0.8, 4);
    add(4, 64, 16, 0.7, 4);
  }

  private void some() {
    add(5, 64, 8, 0.8, 2.5);
    all.add(Recipe.plain(8));
    add(8, 64, 8, 0, 4);
    add(8, 64, 8, 0.8, 1);
    add(8, 64, 8, 0.8, Math.sqrt(8));
    add(8, 64, 8, 0.8, 4);
    add(8, 64, 8, 0.9, 4);
    add(8, 128, 8, 0.8, 4);
    add(8, 128, 8, 0.9, 4);
    add(8, 128, 4, 0.9, 4);
  }

  private void many() {
    add(12, 32, 4, 0.9, 3);
    all.add(Recipe.plain(16));
    add(16, 32, 4, 0, 4);
    add(16, 32, 4, 0.9, 1);
    add(16, 32, 4, 0.85, 4);
    add(16, 32, 4, 0.9, 4);
    add(16, 32, 8, 0.8, 4);
    add(16, 32, 8, 0.9, 4);
    add(16, 64, 4, 0.9, 4);
    add(16, 64, 8, 0.8, 4);
    add(16, 64, 2, 0.95, 4);
    add(16, 128, 2, 0.9, 4);
    all.add(Recipe.plain(32));
    add(32, 16, 2, 0, 4);
    add(32, 16, 2, 0.9, 1);
    add(32, 16, 2, 0.9, 4);
    add(32, 16, 2, 0.9, Math.sqrt(32));
    add(32, 16, 2, 0.95, 4);
    add(32, 16, 4, 0.9, 4);
    add(32, 32, 2, 0.9, 4);
    add(32, 32, 2, 0.95, 4);
    add(32, 32, 4, 0.9, 4);
  }

  /** Nesterov's outer step, plain averaging where β is 0; a rate that falls to 0. */
  private void add(int workers, int batchSize, int frequency, double momentum, double factor) {
    Recipe defaults = Recipe.defaults(workers);
    Recipe candidate =
        new Recipe(
            workers,
            batchSize,
            frequency,
            OuterStep.of(momentum, true),
            Recipe.LEARNING_RATE * factor,
            LearningRateScaling.NONE,
            LearningRateSchedule.LINEAR);
    // The default as the job itself has it, to the last bit of its rates.
    all.add(candidate.trainsLike(defaults) ? defaults : candidate);
  }
}
