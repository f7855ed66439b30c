package org.mnistspark.bench.averaging;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.mnistspark.bench.averaging.Trial.Subject;

/** The parts of the evidence. Each has a file, and can be run by itself. */
enum Part {
  /** The defaults against their alternatives, on a validation split of the training set. */
  SELECTION("averaging-selection.csv", 3),
  /** The defaults against plain averaging, on the test set. */
  TEST("averaging-test.csv", 5),
  /** The defaults when more epochs are planned, on the test set. */
  LONGER("averaging-longer.csv", 3),
  /** The defaults on the large training set, on the test set. */
  LARGE("averaging-large.csv", 1);

  /** Epochs that the defaults are meant for. */
  static final int EPOCHS = 5;

  private static final List<Integer> WORKERS = List.of(1, 2, 3, 4, 5, 8, 12, 16, 32, 64);
  private static final List<Integer> WORKERS_LONGER = List.of(2, 16);
  private static final List<Integer> EPOCHS_LONGER = List.of(10, 20);
  private static final List<Integer> WORKERS_LARGE = List.of(1, 2, 32, 64);
  private static final int EPOCHS_LARGE = 3;
  private static final long MNIST = 60_000;
  private static final long HELD_OUT = 10_000;
  private static final long COPIES = 3_000_000;

  private final String file;
  private final int seeds;

  Part(String file, int seeds) {
    this.file = file;
    this.seeds = seeds;
  }

  /** Examples that are trained on. */
  long examples() {
    return switch (this) {
      case SELECTION -> MNIST - HELD_OUT;
      case TEST, LONGER -> MNIST;
      case LARGE -> COPIES;
    };
  }

  /** What {@code train --workers N} takes on the whole training set. */
  Recipe defaults(int workers) {
    return Recipe.defaults(workers, this == LARGE ? COPIES : MNIST);
  }

  /** Name of its results' file. */
  String file() {
    return file;
  }

  /** Trains everything that this part compares, with seeds from 1 up. */
  List<Trial> run(Lab lab, Progress progress) {
    List<Trial> trials = new ArrayList<>();
    for (Subject subject : subjects()) {
      for (long seed = 1; seed <= seeds; seed++) {
        trials.add(
            this == SELECTION
                ? lab.validate(subject.recipe(), subject.epochs(), seed)
                : lab.test(subject.recipe(), subject.epochs(), seed, this == LARGE));
        progress.trained(trials);
      }
    }
    return trials;
  }

  /** Told of all trials after each. */
  @FunctionalInterface
  interface Progress {
    void trained(List<Trial> trials);
  }

  private List<Subject> subjects() {
    return switch (this) {
      case SELECTION -> planned(Candidates.all().stream(), EPOCHS).toList();
      case TEST ->
          planned(WORKERS.stream().flatMap(n -> Stream.of(defaults(n), Recipe.plain(n))), EPOCHS)
              .toList();
      case LONGER ->
          EPOCHS_LONGER.stream()
              .flatMap(epochs -> planned(WORKERS_LONGER.stream().map(this::defaults), epochs))
              .toList();
      case LARGE -> planned(WORKERS_LARGE.stream().map(this::defaults), EPOCHS_LARGE).toList();
    };
  }

  private static Stream<Subject> planned(Stream<Recipe> recipes, int epochs) {
    return recipes.map(recipe -> new Subject(recipe, epochs));
  }
}
