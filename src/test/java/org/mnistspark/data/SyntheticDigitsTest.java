package org.mnistspark.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticDigitsTest {
  @TempDir private Path temp;

  private static byte[] train(int index) {
    return SyntheticDigits.image(42, Split.TRAIN, index);
  }

  private static List<String> listing(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void drawsTheSameImageInAnyOrderAndThread() {
    List<byte[]> forward = IntStream.range(0, 200).mapToObj(SyntheticDigitsTest::train).toList();
    List<byte[]> parallel =
        IntStream.range(0, 200)
            .parallel()
            .map(i -> 199 - i)
            .mapToObj(SyntheticDigitsTest::train)
            .toList();
    for (int i = 0; i < 200; i++) {
      assertArrayEquals(forward.get(i), parallel.get(199 - i));
    }
  }

  /** Bytes that must never change while VERSION stays; only Java 17 is known to draw these. */
  @Test
  void drawsTheSameBytesOnEveryMachine() {
    assumeTrue(Runtime.version().feature() == 17, "the bytes are pinned for Java 17");
    byte[] all = new byte[100 * 784];
    for (int i = 0; i < 100; i++) {
      System.arraycopy(train(i), 0, all, 784 * i, 784);
    }
    assertEquals(
        "ef1be45f0c703e039eba3b9a837ddf058ba76ebf9407eb22b3df8d3049e918e7", TestFiles.sha256(all));
  }

  /** The property is unset under test, unless who runs the tests chose; both must be kept. */
  @Test
  void needsNoDisplay() {
    train(0);
    assertEquals(Boolean.getBoolean("java.awt.headless"), GraphicsEnvironment.isHeadless());
  }

  @Test
  void drawsOtherImagesForOtherSeedsSplitsAndIndices() {
    byte[] image = train(0);
    assertFalse(Arrays.equals(image, train(1)));
    assertFalse(Arrays.equals(image, SyntheticDigits.image(43, Split.TRAIN, 0)));
    assertFalse(Arrays.equals(image, SyntheticDigits.image(42, Split.TEST, 0)));
  }

  @Test
  void balancesLabelsInRandomOrder() {
    int[] counts = new int[10];
    int repeats = 0;
    for (int i = 0; i < 10_000; i++) {
      int label = SyntheticDigits.label(42, Split.TRAIN, i);
      counts[label]++;
      repeats += i > 0 && label == SyntheticDigits.label(42, Split.TRAIN, i - 1) ? 1 : 0;
    }
    for (int count : counts) {
      assertEquals(1000, count, 150); // 5 standard deviations of a binomial count
    }
    assertEquals(1000, repeats, 150);
  }

  @Test
  void followsMnistsConventions() {
    for (int i = 0; i < 2000; i++) {
      byte[] image = train(i);
      double mass = 0;
      double massX = 0;
      double massY = 0;
      int top = 28;
      int bottom = -1;
      int left = 28;
      int right = -1;
      for (int pixel = 0; pixel < 784; pixel++) {
        int value = image[pixel] & 0xFF;
        if (value > 0) {
          mass += value;
          massX += value * (pixel % 28 + 0.5);
          massY += value * (Math.floorDiv(pixel, 28) + 0.5);
          left = Math.min(left, pixel % 28);
          right = Math.max(right, pixel % 28);
          top = Math.min(top, pixel / 28);
          bottom = Math.max(bottom, pixel / 28);
        }
      }
      assertTrue(mass > 255 * 15, "too little ink in image " + i);
      assertTrue(mass < 255 * 784 * 0.45, "too much ink in image " + i);
      assertEquals(14, massX / mass, 1, "centre of mass of image " + i);
      assertEquals(14, massY / mass, 1, "centre of mass of image " + i);
      int side = Math.max(right - left, bottom - top) + 1;
      assertEquals(20, side, "box of image " + i);
    }
  }

  @Test
  void writesFourFilesAndAMarker() throws IOException {
    Path folder = temp.resolve("new").resolve("digits");
    SyntheticDigits.write(folder, 2500, 20, 42);
    assertEquals(
        List.of(
            "dataset.json",
            "t10k-images-idx3-ubyte",
            "t10k-labels-idx1-ubyte",
            "train-images-idx3-ubyte",
            "train-labels-idx1-ubyte"),
        listing(folder));
    assertEquals(List.of("digits"), listing(folder.getParent()));
    assertEquals(
        "{\"dataset\":\"synthetic-digits\",\"train\":2500,\"test\":20,\"seed\":42,\"version\":2}\n",
        Files.readString(folder.resolve("dataset.json")));
    Path images = folder.resolve("train-images-idx3-ubyte");
    Path labels = folder.resolve("train-labels-idx1-ubyte");
    try (ArrayReader imageReader = ArrayReader.open(Files.newInputStream(images), "images");
        ArrayReader labelReader = ArrayReader.open(Files.newInputStream(labels), "labels")) {
      assertEquals(List.of(2500, 28, 28), imageReader.header().dimensions());
      assertEquals(List.of(2500), labelReader.header().dimensions());
      byte[] image = new byte[784];
      byte[] label = new byte[1];
      int items = 0;
      while (imageReader.next(image)) {
        assertTrue(labelReader.next(label));
        assertArrayEquals(train(items), image);
        assertEquals(SyntheticDigits.label(42, Split.TRAIN, items), label[0]);
        items++;
      }
      assertEquals(2500, items);
      assertFalse(labelReader.next(label));
    }
  }

  @Test
  void takesAnEmptyFolder() throws IOException {
    SyntheticDigits.write(temp, 1, 1, 42);
    assertTrue(MnistFiles.complete(temp));
  }

  @Test
  void refusesAFolderWithFiles() throws IOException {
    Files.writeString(temp.resolve("mine"), "keep");
    assertEquals(
        temp + ": expected a new or empty folder, found files; name another folder or remove it",
        assertThrows(DataException.class, () -> SyntheticDigits.write(temp, 1, 1, 42))
            .getMessage());
    assertEquals(List.of("mine"), listing(temp));
  }

  @Test
  void refusesEmptyDataSets() throws IOException {
    Path folder = temp.resolve("digits");
    assertEquals(
        "expected at least 1 training and 1 test image, found 5 and 0; ask for more",
        assertThrows(DataException.class, () -> SyntheticDigits.write(folder, 5, 0, 42))
            .getMessage());
    assertEquals(List.of(), listing(temp));
  }
}
