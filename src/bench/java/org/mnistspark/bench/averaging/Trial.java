package org.mnistspark.bench.averaging;

import java.util.List;

/**
 * One training.
 *
 * @param recipe that was followed
 * @param epochs planned, and trained
 * @param seed of weights and order
 * @param accuracies after each epoch
 */
record Trial(Recipe recipe, int epochs, long seed, List<Double> accuracies) {
  Trial {
    accuracies = List.copyOf(accuracies);
  }

  /** What is trained, whatever the seed. */
  record Subject(Recipe recipe, int epochs) {}

  Subject subject() {
    return new Subject(recipe, epochs);
  }
}
