package org.mnistspark.mlp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/** The real training images, for tests that are skipped without them. */
final class RealMnist {

  private RealMnist() {}

  static Examples training(boolean sparse) {
    byte[] images = payload("train-images-idx3-ubyte.gz", 16);
    byte[] bytes = payload("train-labels-idx1-ubyte.gz", 8);
    int[] labels = new int[bytes.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = bytes[i];
    }
    return Fixtures.greyExamples(images, 784, labels, 10, sparse);
  }

  private static byte[] payload(String name, int header) {
    String folder = System.getenv("MNIST_DIR");
    Path file = (folder == null ? Path.of("..", "shared", "mnist") : Path.of(folder)).resolve(name);
    if (!Files.exists(file)) {
      Assumptions.abort("no MNIST at " + file.toAbsolutePath() + "; set MNIST_DIR");
    }
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      byte[] all = in.readAllBytes();
      return Arrays.copyOfRange(all, header, all.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
