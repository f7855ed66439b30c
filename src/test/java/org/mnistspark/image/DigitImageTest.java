package org.mnistspark.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mnistspark.data.IdxReader;
import org.mnistspark.testing.Pictures;
import org.mnistspark.testing.RealMnist;

final class DigitImageTest {
  private static final int SIDE = DigitImage.SIDE;

  /** A picture of one level with a rectangle of another. */
  private static GreyImage rectangle(
      int width, int height, int paper, int ink, int left, int top, int wide, int tall) {
    byte[] levels = new byte[width * height];
    Arrays.fill(levels, (byte) paper);
    for (int y = top; y < top + tall; y++) {
      Arrays.fill(levels, y * width + left, y * width + left + wide, (byte) ink);
    }
    return new GreyImage(width, height, levels);
  }

  /** left, top, right, bottom (exclusive) of what is not 0. */
  private static int[] box(byte[] pixels) {
    int[] box = {SIDE, SIDE, 0, 0};
    for (int i = 0; i < pixels.length; i++) {
      if (pixels[i] != 0) {
        box[0] = Math.min(box[0], i % SIDE);
        box[1] = Math.min(box[1], i / SIDE);
        box[2] = Math.max(box[2], i % SIDE + 1);
        box[3] = Math.max(box[3], i / SIDE + 1);
      }
    }
    return box;
  }

  @Test
  void takesAnImageOfItsSizeOnBlackAsItIs() throws IOException {
    byte[] levels = new byte[SIDE * SIDE];
    levels[3 * SIDE + 20] = 7;
    levels[3 * SIDE + 21] = (byte) 200;

    assertArrayEquals(levels, DigitImage.normalize(new GreyImage(SIDE, SIDE, levels)));
  }

  @Test
  void centresAnImageOfItsSizeOnWhite() throws IOException {
    byte[] pixels = DigitImage.normalize(rectangle(SIDE, SIDE, 255, 0, 1, 1, 10, 10));

    assertArrayEquals(new int[] {5, 5, 25, 25}, box(pixels));
  }

  @Test
  void keepsTheAspectRatio() throws IOException {
    // 30 x 120 becomes 5 x 20, its centre (2, 9.5) comes to (14, 14.5).
    byte[] pixels = DigitImage.normalize(rectangle(300, 200, 0, 255, 40, 60, 30, 120));

    assertArrayEquals(new int[] {12, 5, 17, 25}, box(pixels));
    assertEquals(255, pixels[14 * SIDE + 14] & 0xFF);
  }

  @Test
  void drawsAHairlineAtLeastOnePixelWide() throws IOException {
    int[] box = box(DigitImage.normalize(rectangle(500, 500, 0, 255, 40, 60, 1, 400)));

    assertEquals(1, box[2] - box[0]);
    assertEquals(20, box[3] - box[1]);
  }

  @Test
  void averagesOverTheAreaOfAPixel() throws IOException {
    // 40 x 40 with every second column black: each pixel of 20 x 20 is half covered.
    byte[] levels = new byte[60 * 60];
    for (int y = 10; y < 50; y++) {
      for (int x = 10; x < 50; x += 2) {
        levels[y * 60 + x] = (byte) 255;
      }
      levels[y * 60 + 49] = (byte) 255;
    }
    byte[] pixels = DigitImage.normalize(new GreyImage(60, 60, levels));

    assertEquals(128, pixels[14 * SIDE + 14] & 0xFF);
  }

  @Test
  void polarityDoesNotMatter() throws IOException {
    byte[] onBlack = DigitImage.normalize(rectangle(90, 70, 0, 255, 15, 20, 33, 41));
    byte[] onWhite = DigitImage.normalize(rectangle(90, 70, 255, 0, 15, 20, 33, 41));

    assertArrayEquals(onBlack, onWhite);
  }

  @Test
  void stretchesFaintInkAndForgetsNoisyPaper() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    byte[] levels = new byte[200 * 200];
    for (int i = 0; i < levels.length; i++) {
      boolean ink = i % 200 >= 60 && i % 200 < 100 && i / 200 >= 50 && i / 200 < 130;
      levels[i] = (byte) Math.round((ink ? 90 : 220) + 4 * random.nextGaussian());
    }
    byte[] pixels = DigitImage.normalize(new GreyImage(200, 200, levels));

    int[] box = box(pixels);
    assertEquals(10, box[2] - box[0]);
    assertEquals(20, box[3] - box[1]);
    assertTrue((pixels[14 * SIDE + 14] & 0xFF) > 230);
  }

  @Test
  void refusesAnEmptyPicture() {
    GreyImage blank = rectangle(50, 50, 230, 220, 10, 10, 20, 20);

    assertEquals(
        "nothing drawn in it: all pixels are of nearly the same grey",
        assertThrows(IOException.class, () -> DigitImage.normalize(blank)).getMessage());
  }

  @Test
  void enlargedDigitsOfMnistComeBackAsTheyWere() throws IOException {
    Path file = RealMnist.folder().resolve("t10k-images-idx3-ubyte.gz");
    try (IdxReader reader = IdxReader.open(Files.newInputStream(file), file.toString())) {
      byte[] pixels = new byte[SIDE * SIDE];
      for (int i = 0; i < 300 && reader.next(pixels); i++) {
        GreyImage printed = ImageDecoder.decode(Pictures.printed(pixels, 3, 11, 5));
        byte[] found = DigitImage.normalize(printed);
        for (int p = 0; p < pixels.length; p++) {
          // The most ink is 253 to 255 in MNIST and 255 here.
          assertEquals(pixels[p] & 0xFF, found[p] & 0xFF, 2, "image " + i + ", pixel " + p);
        }
      }
    }
  }
}
