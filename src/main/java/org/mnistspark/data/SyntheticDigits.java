package org.mnistspark.data;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Handwritten-looking digits in MNIST's own files, for machines that cannot have MNIST. An image
 * depends on (seed, split, index) and nothing else, whatever the order, the threads or the machine,
 * under one Java version; another Java version may draw some images slightly differently, under the
 * same labels.
 */
public final class SyntheticDigits {
  /** The name of the file that says what a folder of synthetic digits holds. */
  public static final String MARKER = "dataset.json";

  /** Raised whenever the same seed would draw other images. */
  static final int VERSION = 2;

  /** Images drawn in parallel between two writes; bounds the memory. */
  private static final int CHUNK = 2000;

  private static final ThreadLocal<DigitPainter> PAINTER =
      ThreadLocal.withInitial(DigitPainter::new);

  private SyntheticDigits() {}

  /** The digit that an image shows. */
  static int label(long seed, Split split, int index) {
    return label(new RandomStream(seed, split, index));
  }

  /** Draws an image: 784 bytes row-major, white on black. */
  static byte[] image(long seed, Split split, int index) {
    RandomStream random = new RandomStream(seed, split, index);
    byte[] image = new byte[DigitPainter.PIXELS];
    PAINTER.get().paint(label(random), random, image);
    return image;
  }

  /** The first draw of an image's stream. */
  private static int label(RandomStream random) {
    return random.below(10);
  }

  /**
   * Writes the four plain IDX files and {@link #MARKER}. The folder appears complete or not at all.
   *
   * @param train number of training images
   * @param test number of test images
   * @throws DataException if the folder has files already, or a count is below 1
   * @throws IOException if the folder cannot be written
   */
  public static void write(Path directory, int train, int test, long seed) throws IOException {
    if (train < 1 || test < 1) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "expected at least 1 training and 1 test image, found %d and %d; ask for more",
              train,
              test));
    }
    Path target = directory.toAbsolutePath();
    refuseFiles(target);
    Path part =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
    Files.createDirectories(part);
    try {
      write(part, Split.TRAIN, train, seed);
      write(part, Split.TEST, test, seed);
      Files.writeString(part.resolve(MARKER), new DatasetMarker(train, test, seed, VERSION).json());
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(part);
    }
  }

  private static void refuseFiles(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      if (files.iterator().hasNext()) {
        throw new DataException(
            directory
                + ": expected a new or empty folder, found files; name another folder or remove it");
      }
    }
  }

  private static void write(Path directory, Split split, int count, long seed) throws IOException {
    Path images = directory.resolve(MnistFiles.images(split).name());
    Path labels = directory.resolve(MnistFiles.labels(split).name());
    int side = DigitPainter.SIDE;
    try (IdxWriter imageWriter =
            new IdxWriter(
                Files.newOutputStream(images),
                ArrayHeader.of(ElementType.UNSIGNED_BYTE, count, side, side));
        IdxWriter labelWriter =
            new IdxWriter(
                Files.newOutputStream(labels), ArrayHeader.of(ElementType.UNSIGNED_BYTE, count))) {
      for (int start = 0; start < count; start += CHUNK) {
        List<byte[]> drawn =
            IntStream.range(start, Math.min(start + CHUNK, count))
                .parallel()
                .mapToObj(index -> image(seed, split, index))
                .toList();
        for (byte[] image : drawn) {
          imageWriter.write(image);
        }
      }
      for (int index = 0; index < count; index++) {
        labelWriter.write(new byte[] {(byte) label(seed, split, index)});
      }
    }
  }

  /** Deletes a folder without subfolders, if it is there. */
  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
