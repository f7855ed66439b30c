package org.mnistspark.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;

/** What several tests need. */
final class TestFiles {
  private TestFiles() {}

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(Sha256.digest().digest(bytes));
  }

  /** The folder with real MNIST; aborts the test where there is none. */
  static Path realMnist() {
    Path folder =
        Path.of(
            System.getenv()
                .getOrDefault("MNIST_DIR", System.getProperty("user.dir") + "/../shared/mnist"));
    if (!Files.isDirectory(folder)) {
      Assumptions.abort("no real MNIST at " + folder + "; set MNIST_DIR");
    }
    return folder;
  }
}
