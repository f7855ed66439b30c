package org.mnistspark.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The real MNIST files, which are not in the repository. */
public final class RealMnist {
  private RealMnist() {}

  /** The folder of the four files, gzip; aborts the test where it is absent. */
  public static Path folder() {
    Path folder =
        Path.of(Optional.ofNullable(System.getenv("MNIST_DIR")).orElse("../shared/mnist"));
    if (!Files.isDirectory(folder)) {
      Assumptions.abort("no real MNIST: expected it in " + folder + "; set MNIST_DIR");
    }
    return folder;
  }
}
