package org.mnistspark.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistLookupTest {
  private final List<String> messages = new ArrayList<>();

  @TempDir private Path data;

  /** A download without mirrors: the network is off. */
  private static MnistDownload offline() {
    return new MnistDownload(
        List.of(), Duration.ofSeconds(1), Duration.ofSeconds(1), 1, line -> {});
  }

  private Path locate(MnistDownload download) throws IOException {
    return MnistLookup.locate(data, download, messages::add);
  }

  @Test
  void takesCompleteMnistAsItIs() throws IOException {
    Path mnist = Files.createDirectories(data.resolve("mnist"));
    for (MnistFiles.Published file : MnistFiles.ALL) {
      Files.createFile(mnist.resolve(file.name() + ".gz"));
    }
    assertEquals(mnist, locate(offline()));
    assertEquals(List.of(), messages);
  }

  @Test
  void downloadsWhatIsMissing() throws IOException {
    byte[] content = {1, 2, 3};
    try (MirrorServer mirror = new MirrorServer()) {
      List<MnistFiles.Published> files =
          MnistFiles.ALL.stream()
              .map(f -> new MnistFiles.Published(f.name(), TestFiles.sha256(content), 1000))
              .toList();
      for (MnistFiles.Published file : files) {
        mirror.on(file.name() + ".gz", MirrorServer.bytes(TestFiles.gzip(content)));
      }
      MnistDownload download =
          new MnistDownload(
              files,
              List.of(mirror.uri()),
              Duration.ofSeconds(5),
              Duration.ofSeconds(5),
              1,
              line -> {});
      assertEquals(data.resolve("mnist"), locate(download));
    }
    assertTrue(MnistFiles.complete(data.resolve("mnist")));
    assertEquals(List.of(), messages);
  }

  @Test
  void drawsDigitsOnceWhenOfflineAndWarnsEveryTime() throws IOException {
    Path synthetic = data.resolve("synthetic-digits");
    assertEquals(synthetic, locate(offline()));
    assertEquals(
        List.of(
            "*".repeat(78),
            "WARNING: this is NOT MNIST. MNIST is not there and could not be downloaded:",
            "MNIST: expected train-images-idx3-ubyte.gz from a mirror, found no mirror; run `data"
                + " fetch` later, put the four IDX files into "
                + data.resolve("mnist")
                + ", or name the folder that has them",
            "Synthetic digits take its place: " + synthetic + ".",
            "Accuracies say nothing about MNIST and compare with no published figure.",
            "*".repeat(78),
            "drawing 70000 synthetic digits"),
        messages);
    assertTrue(MnistFiles.complete(synthetic));
    Path images = synthetic.resolve("train-images-idx3-ubyte");
    FileTime old = FileTime.from(Instant.EPOCH);
    Files.setLastModifiedTime(images, old);

    messages.clear();
    assertEquals(synthetic, locate(offline()));
    assertEquals(6, messages.size());
    assertEquals(old, Files.getLastModifiedTime(images));
  }

  @Test
  void leavesOtherSyntheticDigitsAlone() throws IOException {
    Path synthetic = data.resolve("synthetic-digits");
    SyntheticDigits.write(synthetic, 10, 5, 7);
    assertEquals(
        synthetic
            + ": expected the four files of"
            + " {\"dataset\":\"synthetic-digits\",\"train\":60000,\"test\":10000,\"seed\":42,\"version\":2},"
            + " found"
            + " {\"dataset\":\"synthetic-digits\",\"train\":10,\"test\":5,\"seed\":7,\"version\":2},"
            + " or files missing; move the folder away, or name it to use it as it is",
        assertThrows(DataException.class, () -> locate(offline())).getMessage());
  }

  @Test
  void isNotSubstitutedForDamagedMnist() throws IOException {
    Path mnist = Files.createDirectories(data.resolve("mnist"));
    Files.writeString(mnist.resolve("train-labels-idx1-ubyte"), "damaged");
    String message = assertThrows(DataException.class, () -> locate(offline())).getMessage();
    assertTrue(
        message.startsWith(
            mnist.resolve("train-labels-idx1-ubyte")
                + ": expected MNIST's published content, SHA-256 65a50cbb"),
        message);
    assertEquals(List.of(), messages);
  }
}
