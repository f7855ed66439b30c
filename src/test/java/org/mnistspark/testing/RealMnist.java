package org.mnistspark.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The real MNIST files, which are not in the repository. */
public final class RealMnist {
  private RealMnist() {}

  /** The folder of the four files, gzip; aborts the test where it is absent. */
  public static Path folder() {
    List<Path> places =
        Stream.of(System.getenv("MNIST_DIR"), "data/mnist", "../shared/mnist")
            .filter(Objects::nonNull)
            .map(Path::of)
            .toList();
    return places.stream()
        .filter(place -> Files.exists(place.resolve("t10k-images-idx3-ubyte.gz")))
        .findFirst()
        .orElseGet(
            () ->
                Assumptions.abort(
                    "no real MNIST: expected it in one of "
                        + places
                        + "; run submit/local.sh data fetch, or set MNIST_DIR"));
  }
}
