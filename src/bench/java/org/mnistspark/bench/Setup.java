package org.mnistspark.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * What all contenders have in common: the notebook's network and training.
 *
 * @param data folder with MNIST
 * @param rounds laps that each contender will be asked for
 * @param scratch a folder for its files, which exists
 */
record Setup(Path data, int rounds, Path scratch) {
  static final int INPUTS = 784;
  static final int HIDDEN = 512;
  static final int CLASSES = 10;
  static final int BATCH = 128;
  static final double LEARNING_RATE = 0.001;
  static final long SEED = 42;

  /**
   * Multiplications and additions, counted apart, that training one image takes: the first layer
   * forward and its weights' gradient, the second layer these and its inputs' gradient.
   */
  static final double FLOP_PER_IMAGE = 2 * 2.0 * INPUTS * HIDDEN + 3 * 2.0 * HIDDEN * CLASSES;

  /** The first arguments of {@link ContenderMain}. */
  List<String> encode() {
    return List.of(data.toString(), Integer.toString(rounds), scratch.toString());
  }

  static Setup decode(List<String> arguments) {
    return new Setup(
        Path.of(arguments.get(0)), Integer.parseInt(arguments.get(1)), Path.of(arguments.get(2)));
  }

  static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }
}
