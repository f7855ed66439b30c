package org.mnistspark.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The four files of MNIST: their names as the world has them, and their published content. */
public final class MnistFiles {
  /**
   * A published file.
   *
   * @param name the canonical name, without .gz
   * @param sha256 hex digest of the uncompressed content: it accepts any honest recompression of
   *     any mirror
   * @param bytes uncompressed size, header included
   */
  public record Published(String name, String sha256, long bytes) {}

  public static final Published TRAIN_IMAGES =
      new Published(
          "train-images-idx3-ubyte",
          "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
          47_040_016);
  public static final Published TRAIN_LABELS =
      new Published(
          "train-labels-idx1-ubyte",
          "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
          60_008);
  public static final Published TEST_IMAGES =
      new Published(
          "t10k-images-idx3-ubyte",
          "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
          7_840_016);
  public static final Published TEST_LABELS =
      new Published(
          "t10k-labels-idx1-ubyte",
          "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
          10_008);

  /** The four files, train before test, images before labels. */
  public static final List<Published> ALL =
      List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS);

  private MnistFiles() {}

  /** The published image file of a split. */
  public static Published images(Split split) {
    return split == Split.TRAIN ? TRAIN_IMAGES : TEST_IMAGES;
  }

  /** The published label file of a split. */
  public static Published labels(Split split) {
    return split == Split.TRAIN ? TRAIN_LABELS : TEST_LABELS;
  }

  /** Names that an image file may have, the preferred one first: plain wins over .gz. */
  public static List<String> imageNames(Split split) {
    return names(images(split));
  }

  /** Names that a label file may have, the preferred one first: plain wins over .gz. */
  public static List<String> labelNames(Split split) {
    return names(labels(split));
  }

  /**
   * Names that the label file of an image file may have, by the habit of MNIST's own names; none if
   * the image file's name does not follow it.
   */
  public static List<String> labelNames(String images) {
    String plain = images.endsWith(".gz") ? images.substring(0, images.length() - 3) : images;
    String labels = plain.replace("images", "labels").replace("idx3", "idx1");
    return labels.equals(plain) || !plain.contains("images")
        ? List.of()
        : List.of(labels, labels + ".gz");
  }

  /**
   * The published file that a file of this name should be; folders before the name don't matter.
   */
  static Optional<Published> published(String name) {
    String last = name.substring(name.lastIndexOf('/') + 1);
    return ALL.stream().filter(file -> names(file).contains(last)).findFirst();
  }

  /** The file of a local folder that counts, by the preferred of its names. */
  static Optional<Path> find(Path directory, Published file) {
    return names(file).stream().map(directory::resolve).filter(Files::isRegularFile).findFirst();
  }

  /** Whether a local folder has all four files, whatever is in them. */
  static boolean complete(Path directory) {
    return ALL.stream().allMatch(file -> find(directory, file).isPresent());
  }

  static List<String> names(Published file) {
    // Some archives have "train-images.idx3-ubyte", a dot for the second dash.
    String dotted = file.name().replace("-idx", ".idx");
    return Stream.of("", ".gz")
        .flatMap(suffix -> Stream.of(file.name() + suffix, dotted + suffix))
        .toList();
  }
}
