package org.mnistspark.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.mnistspark.data.ArrayReader;
import org.mnistspark.data.DataException;
import org.mnistspark.data.GreyLevels;
import org.mnistspark.data.MnistFiles;
import org.mnistspark.data.Split;
import org.mnistspark.mlp.Examples;

/** One split of MNIST in memory. */
public final class Digits {
  private final byte[] pixels;
  private final int[] labels;

  private Digits(byte[] pixels, int[] labels) {
    this.pixels = pixels;
    this.labels = labels;
  }

  /**
   * MNIST's folder: the one that is named, else MNIST_DIR, data/mnist or ../shared/mnist, whichever
   * is there first.
   */
  public static Path folder(Optional<Path> named) throws NoSuchFileException {
    List<Path> places = new ArrayList<>();
    named.ifPresentOrElse(
        places::add,
        () -> {
          Optional.ofNullable(System.getenv("MNIST_DIR")).map(Path::of).ifPresent(places::add);
          places.addAll(List.of(Path.of("data", "mnist"), Path.of("..", "shared", "mnist")));
        });
    return places.stream()
        .filter(Files::isDirectory)
        .findFirst()
        .orElseThrow(
            () ->
                new NoSuchFileException(
                    "expected a folder with MNIST at one of "
                        + places
                        + ", found none; name it with --data, or run: submit/local.sh data fetch"));
  }

  /**
   * Reads it.
   *
   * @throws DataException when the folder lacks a file, or a file is malformed
   */
  public static Digits load(Path folder, Split split) throws IOException {
    byte[] labels = items(folder, MnistFiles.labelNames(split));
    int[] classes = new int[labels.length];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = labels[i];
    }
    return new Digits(items(folder, MnistFiles.imageNames(split)), classes);
  }

  private static byte[] items(Path folder, List<String> names) throws IOException {
    Path file =
        names.stream()
            .map(folder::resolve)
            .filter(Files::isRegularFile)
            .findFirst()
            .orElseThrow(
                () ->
                    new DataException(
                        folder
                            + ": expected one of "
                            + names
                            + ", found none; name MNIST's folder"));
    try (ArrayReader reader = ArrayReader.open(Files.newInputStream(file), file.toString())) {
      byte[] all =
          new byte[Math.multiplyExact(reader.header().items(), reader.header().itemBytes())];
      byte[] item = new byte[reader.header().itemBytes()];
      for (int at = 0; reader.next(item); at += item.length) {
        System.arraycopy(item, 0, all, at, item.length);
      }
      return all;
    }
  }

  /** [examples, 784] row-major, unsigned; not copied. */
  byte[] pixels() {
    return pixels;
  }

  /** [examples]; not copied. */
  int[] labels() {
    return labels;
  }

  /** Examples of the split. */
  public int size() {
    return labels.length;
  }

  /** Pixels [examples, 784] row-major and their labels as the fused step takes them. */
  static Examples examples(byte[] pixels, int[] labels) {
    float[] features = new float[pixels.length];
    GreyLevels.decode(pixels, 0, pixels.length, features, 0);
    float[] oneHot = new float[labels.length * Setup.CLASSES];
    for (int i = 0; i < labels.length; i++) {
      oneHot[i * Setup.CLASSES + labels[i]] = 1;
    }
    return Examples.of(Setup.INPUTS, Setup.CLASSES, features, oneHot);
  }

  /** Features in [0, 1] of examples [from, from + count): [count, 784] row-major. */
  public float[] features(int from, int count) {
    float[] features = new float[count * Setup.INPUTS];
    for (int i = 0; i < features.length; i++) {
      features[i] = (pixels[from * Setup.INPUTS + i] & 0xFF) / 255f;
    }
    return features;
  }

  /** Share of the examples whose greatest of the scores [examples, 10] is that of their label. */
  double accuracy(float[] scores) {
    return (double) correct(scores, 0, size()) / size();
  }

  /**
   * Of the examples [from, from + count), those whose greatest of the scores [count, 10] is that of
   * their label.
   */
  public int correct(float[] scores, int from, int count) {
    int correct = 0;
    for (int i = 0; i < count; i++) {
      int best = 0;
      for (int c = 1; c < Setup.CLASSES; c++) {
        if (scores[i * Setup.CLASSES + c] > scores[i * Setup.CLASSES + best]) {
          best = c;
        }
      }
      correct += best == labels[from + i] ? 1 : 0;
    }
    return correct;
  }

  /** A permutation of 0 to size - 1. */
  static int[] shuffled(int size, SplittableRandom random) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
