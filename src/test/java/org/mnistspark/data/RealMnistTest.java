package org.mnistspark.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.testing.RealMnist;

class RealMnistTest {
  private static ArrayReader open(MnistFiles.Published file) throws IOException {
    Path path = MnistFiles.find(RealMnist.folder(), file).orElseThrow();
    return ArrayReader.open(Files.newInputStream(path), path.toString());
  }

  private static int count(ArrayReader reader) throws IOException {
    byte[] item = new byte[reader.header().itemBytes()];
    int items = 0;
    while (reader.next(item)) {
      items++;
    }
    return items;
  }

  @Test
  void hasItsCounts() throws IOException {
    try (ArrayReader train = open(MnistFiles.TRAIN_IMAGES);
        ArrayReader test = open(MnistFiles.TEST_IMAGES)) {
      assertEquals(List.of(60_000, 28, 28), train.header().dimensions());
      assertEquals(60_000, count(train));
      assertEquals(List.of(10_000, 28, 28), test.header().dimensions());
      assertEquals(10_000, count(test));
    }
  }

  @Test
  void beginsWithItsLabels() throws IOException {
    try (ArrayReader reader = open(MnistFiles.TRAIN_LABELS)) {
      List<Integer> labels = new ArrayList<>();
      byte[] raw = new byte[1];
      for (int i = 0; i < 10; i++) {
        assertTrue(reader.next(raw));
        labels.add(Elements.label(reader.header().type(), raw));
      }
      assertEquals(List.of(5, 0, 4, 1, 9, 2, 1, 3, 1, 4), labels);
    }
  }

  @Test
  void isKnownByItsContent() throws IOException {
    Path folder = RealMnist.folder();
    List<String> names =
        MnistFiles.ALL.stream()
            .map(file -> MnistFiles.find(folder, file).orElseThrow().getFileName().toString())
            .toList();
    ContentDigest digest =
        ContentDigest.of(
            names, name -> Files.newInputStream(folder.resolve(name)), Optional.empty());
    assertEquals(DatasetKind.MNIST, digest.kind());
    assertEquals(
        MnistFiles.ALL.stream().map(MnistFiles.Published::sha256).toList(),
        List.copyOf(digest.sha256().values()));
  }

  @Test
  void passesTheVerificationOfADownload(@TempDir Path temp) throws IOException {
    try (MirrorServer mirror = new MirrorServer()) {
      for (MnistFiles.Published file : MnistFiles.ALL) {
        Path path = MnistFiles.find(RealMnist.folder(), file).orElseThrow();
        mirror.on(file.name() + ".gz", MirrorServer.bytes(Files.readAllBytes(path)));
      }
      Duration timeout = Duration.ofSeconds(10);
      new MnistDownload(List.of(mirror.uri()), timeout, timeout, 1, line -> {}).fetch(temp);
    }
    for (MnistFiles.Published file : MnistFiles.ALL) {
      assertEquals(file.bytes(), Files.size(temp.resolve(file.name())));
    }
  }

  @Test
  void isFoundComplete() {
    assertTrue(MnistFiles.complete(RealMnist.folder()));
    assertFalse(MnistFiles.complete(RealMnist.folder().resolve("missing")));
  }
}
