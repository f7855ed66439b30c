package org.mnistspark.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mnistspark.data.ArrayReader;
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
    // 40 x 40, scaled by half; of the uppermost row every second pixel is missing.
    GreyImage square = rectangle(60, 60, 0, 255, 10, 10, 40, 40);
    byte[] levels = square.copyOfLevels();
    for (int x = 11; x < 50; x += 2) {
      levels[10 * 60 + x] = 0;
    }
    byte[] pixels = DigitImage.normalize(new GreyImage(60, 60, levels));

    assertEquals(191, pixels[4 * SIDE + 14] & 0xFF);
    assertEquals(255, pixels[5 * SIDE + 14] & 0xFF);
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

  /** A digit of MNIST, printed large: ink and paper of these levels, with noise. */
  private static GreyImage printed(byte[] digit, int paper, int ink, double noise) {
    SplittableRandom random = new SplittableRandom(5);
    byte[] levels = new byte[200 * 160];
    for (int i = 0; i < levels.length; i++) {
      int x = i % 200 / 4 - 15;
      int y = i / 200 / 4 - 5;
      boolean inside = x >= 0 && x < SIDE && y >= 0 && y < SIDE;
      int drawn = inside ? digit[y * SIDE + x] & 0xFF : 0;
      double level = paper + (ink - paper) * drawn / 255.0 + noise * random.nextGaussian();
      levels[i] = (byte) Math.max(0, Math.min(255, Math.round(level)));
    }
    return new GreyImage(200, 160, levels);
  }

  private static List<byte[]> digits(int count) throws IOException {
    Path file = RealMnist.folder().resolve("t10k-images-idx3-ubyte.gz");
    List<byte[]> digits = new ArrayList<>();
    try (ArrayReader reader = ArrayReader.open(Files.newInputStream(file), file.toString())) {
      byte[] pixels = new byte[SIDE * SIDE];
      while (digits.size() < count && reader.next(pixels)) {
        digits.add(pixels.clone());
      }
    }
    return digits;
  }

  /** The mean difference of a pixel. */
  private static double difference(byte[] expected, byte[] found) {
    double sum = 0;
    for (int p = 0; p < expected.length; p++) {
      sum += Math.abs((expected[p] & 0xFF) - (found[p] & 0xFF));
    }
    return sum / expected.length;
  }

  @ParameterizedTest
  @CsvSource({
    "110, 20, 0, 3",
    "110, 20, 8, 30",
    "150, 255, 0, 3",
    "150, 255, 8, 30",
    "40, 90, 0, 5"
  })
  void contrastTellsInkFromPaper(int paper, int ink, double noise, double most) throws IOException {
    for (byte[] digit : digits(20)) {
      double difference =
          difference(digit, DigitImage.normalize(printed(digit, paper, ink, noise)));
      // A pixel farther to the side it would be 25, inverted 150 and more.
      assertTrue(difference < most, () -> "difference " + difference);
    }
  }

  @Test
  void unevenLightIsNoInk() throws IOException {
    for (byte[] digit : digits(20)) {
      // From one side; the other has half of it.
      GreyImage even = printed(digit, 220, 40, 0);
      byte[] levels = even.copyOfLevels();
      for (int i = 0; i < levels.length; i++) {
        double light = 1 - 0.5 * (i % 200) / 200;
        levels[i] = (byte) Math.round(light * even.level(i % 200, i / 200));
      }
      double difference = difference(digit, DigitImage.normalize(new GreyImage(200, 160, levels)));
      assertTrue(difference < 6, () -> "difference " + difference);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBoldDigitThatFillsItsPictureIsNotInverted(boolean dark) throws IOException {
    // A zero: a full ellipse with a small hole, in its box.
    byte[] levels = new byte[120 * 160];
    for (int i = 0; i < levels.length; i++) {
      double x = (i % 120 - 59.5) / 60;
      int row = i / 120;
      double y = (row - 79.5) / 80;
      double radius = Math.hypot(x, y);
      boolean ink = radius < 1 && radius > 0.35;
      levels[i] = (byte) (ink == dark ? 20 : 235);
    }
    byte[] pixels = DigitImage.normalize(new GreyImage(120, 160, levels));

    assertEquals(0, pixels[14 * SIDE + 14]);
    assertTrue((pixels[14 * SIDE + 8] & 0xFF) > 200);
    assertArrayEquals(new int[] {7, 5, 22, 25}, box(pixels));
  }

  @Test
  void aFrameIsNoInk() throws IOException {
    for (byte[] digit : digits(20)) {
      GreyImage printed = printed(digit, 235, 20, 0);
      byte[] levels = printed.copyOfLevels();
      for (int i = 0; i < levels.length; i++) {
        int toBorder = Math.min(Math.min(i % 200, 199 - i % 200), Math.min(i / 200, 159 - i / 200));
        levels[i] = toBorder < 6 ? 0 : levels[i];
      }
      double difference = difference(digit, DigitImage.normalize(new GreyImage(200, 160, levels)));
      assertTrue(difference < 3, () -> "difference " + difference);
    }
  }

  @Test
  void aSmallDigitOnALargeSheetIsLookedAtCloser() throws IOException {
    for (byte[] digit : digits(5)) {
      byte[] levels = new byte[2000 * 1500];
      Arrays.fill(levels, (byte) 240);
      for (int i = 0; i < digit.length * 9; i++) {
        int ink = digit[i / (SIDE * 3) / 3 * SIDE + i % (SIDE * 3) / 3] & 0xFF;
        levels[(900 + i / (SIDE * 3)) * 2000 + 1500 + i % (SIDE * 3)] =
            (byte) (240 - 220 * ink / 255);
      }
      double difference =
          difference(digit, DigitImage.normalize(new GreyImage(2000, 1500, levels)));
      assertTrue(difference < 3, () -> "difference " + difference);
    }
  }

  @ParameterizedTest
  @CsvSource({"28, 0, 0", "28, 0, 1", "28, 255, 255", "29, 0, 1", "28, 128, 135", "1, 7, 7"})
  void refusesABlankPicture(int side, int one, int other) {
    byte[] levels = new byte[side * side];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) (i % 3 == 0 ? one : other);
    }
    assertBlank(new GreyImage(side, side, levels));
  }

  @ParameterizedTest
  @ValueSource(ints = {28, 60, 300, 1200})
  void refusesNoise(int side) {
    SplittableRandom random = new SplittableRandom(side);
    byte[] levels = new byte[side * side];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) Math.round(130 + 15 * random.nextGaussian());
    }
    assertBlank(new GreyImage(side, side, levels));
  }

  private static void assertBlank(GreyImage image) {
    assertEquals(
        "nothing drawn in it: all pixels are of nearly the same grey",
        assertThrows(IOException.class, () -> DigitImage.normalize(image)).getMessage());
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
    for (byte[] digit : digits(300)) {
      GreyImage printed = ImageDecoder.decode(Pictures.printed(digit, 3, 11, 5));
      byte[] found = DigitImage.normalize(printed);
      for (int p = 0; p < digit.length; p++) {
        // The most ink is 253 to 255 in MNIST and 255 here.
        assertEquals(digit[p] & 0xFF, found[p] & 0xFF, 2, "pixel " + p);
      }
    }
  }
}
