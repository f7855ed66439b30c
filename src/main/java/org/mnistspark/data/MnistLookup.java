package org.mnistspark.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds a data set for {@code --data auto}: MNIST if that is possible at all, else synthetic
 * digits, said loudly.
 */
public final class MnistLookup {
  private static final DatasetMarker STAND_IN =
      new DatasetMarker(60_000, 10_000, 42, SyntheticDigits.VERSION);

  private MnistLookup() {}

  /**
   * The folder with the four files: {@code dataFolder/mnist} if it is complete or can be completed
   * by the download, else {@code dataFolder/synthetic-digits}, which is generated once.
   *
   * @param messages takes one line at a time
   * @throws DataException if one of the two folders holds something else
   * @throws IOException if the data folder cannot be read or written
   */
  public static Path locate(Path dataFolder, MnistDownload download, Consumer<String> messages)
      throws IOException {
    Path mnist = dataFolder.resolve("mnist");
    if (MnistFiles.complete(mnist)) {
      return mnist;
    }
    try {
      download.fetch(mnist);
      return mnist;
    } catch (DownloadException e) {
      Path synthetic = dataFolder.resolve(DatasetKind.SYNTHETIC_DIGITS.id());
      warn(e.getMessage(), synthetic, messages);
      provide(synthetic, messages);
      return synthetic;
    }
  }

  private static void warn(String failure, Path synthetic, Consumer<String> messages) {
    String rule = "*".repeat(78);
    messages.accept(rule);
    messages.accept("WARNING: this is NOT MNIST. MNIST is not there and could not be downloaded:");
    messages.accept(failure);
    messages.accept("Synthetic digits take its place: " + synthetic + ".");
    messages.accept("Accuracies say nothing about MNIST and compare with no published figure.");
    messages.accept(rule);
  }

  private static void provide(Path synthetic, Consumer<String> messages) throws IOException {
    Optional<DatasetMarker> found = DatasetMarker.in(synthetic);
    if (found.equals(Optional.of(STAND_IN)) && MnistFiles.complete(synthetic)) {
      return;
    }
    if (found.isPresent()) {
      throw new DataException(
          "%s: expected the four files of %s, found %s, or files missing; move the folder away, or name it to use it as it is"
              .formatted(synthetic, STAND_IN.json().strip(), found.get().json().strip()));
    }
    messages.accept("drawing " + (STAND_IN.train() + STAND_IN.test()) + " synthetic digits");
    SyntheticDigits.write(synthetic, STAND_IN.train(), STAND_IN.test(), STAND_IN.seed());
  }
}
