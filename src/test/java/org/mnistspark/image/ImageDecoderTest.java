package org.mnistspark.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mnistspark.testing.Pictures;

final class ImageDecoderTest {
  private static GreyImage decode(BufferedImage image, String format) throws IOException {
    return ImageDecoder.decode(Pictures.encoded(image, format));
  }

  private static String refusal(byte[] file) {
    return assertThrows(IOException.class, () -> ImageDecoder.decode(file)).getMessage();
  }

  @Test
  void greyLevelsComeThroughExactly() throws IOException {
    byte[] levels = new byte[784];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) i;
    }

    GreyImage image = ImageDecoder.decode(Pictures.plain(levels));

    assertEquals(28, image.width());
    assertEquals(28, image.height());
    assertArrayEquals(levels, image.copyOfLevels());
  }

  @Test
  void sixteenBitsAreScaled() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(0, 0, 0, 65535);
    image.getRaster().setSample(1, 0, 0, 257 * 100);

    assertArrayEquals(new byte[] {(byte) 255, 100}, decode(image, "png").copyOfLevels());
  }

  @Test
  void coloursBecomeTheirLuminance() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0xFF0000);
    image.setRGB(1, 0, 0x00FF00);
    image.setRGB(2, 0, 0x0000FF);

    assertArrayEquals(new byte[] {76, (byte) 150, 29}, decode(image, "png").copyOfLevels());
  }

  @Test
  void twoColoursAreEnough() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
    image.setRGB(1, 0, 0xFFFFFFFF);

    for (String format : new String[] {"png", "gif", "bmp"}) {
      assertArrayEquals(new byte[] {0, (byte) 255}, decode(image, format).copyOfLevels(), format);
    }
  }

  @Test
  void whatIsTransparentLiesOnWhite() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00000000);
    image.setRGB(1, 0, 0x80000000);
    image.setRGB(2, 0, 0xFF000000);

    assertArrayEquals(new byte[] {(byte) 255, 127, 0}, decode(image, "png").copyOfLevels());
  }

  @Test
  void readsJpeg() throws IOException {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);

    assertArrayEquals(new byte[256], decode(image, "jpg").copyOfLevels());
  }

  @Test
  void anEnormousImageIsRefusedByItsHeader() {
    assertEquals(
        "an image of 4096 x 4097 pixels, more than 4096 x 4096", refusal(header(4096, 4097)));
    assertEquals(
        "an image of 2147483647 x 2147483647 pixels, more than 4096 x 4096",
        refusal(header(Integer.MAX_VALUE, Integer.MAX_VALUE)));
  }

  /** A PNG that ends after its header. */
  private static byte[] header(int width, int height) {
    ByteBuffer chunk = ByteBuffer.allocate(17);
    chunk.put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(width).putInt(height);
    chunk.put(new byte[] {8, 0, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(chunk.array());
    return ByteBuffer.allocate(33)
        .putLong(0x89504E470D0A1A0AL)
        .putInt(13)
        .put(chunk.array())
        .putInt((int) crc.getValue())
        .array();
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 20, 33, 45, 60})
  void aCutImageIsRefused(int bytes) {
    byte[] file = Pictures.printed(new byte[784], 2, 0, 0);

    assertTrue(!refusal(Arrays.copyOf(file, bytes)).isEmpty());
  }

  @Test
  void damagedBytesNeverThrowAnythingElse() {
    byte[] file = Pictures.printed(new byte[784], 2, 0, 0);
    for (int at = 8; at < file.length; at++) {
      byte[] damaged = file.clone();
      damaged[at] ^= 0x55;
      try {
        ImageDecoder.decode(damaged);
      } catch (IOException expected) {
        assertTrue(expected.getMessage() != null, () -> "no message: " + expected);
      }
    }
  }

  @Test
  void otherFilesAreRefused() {
    assertEquals(
        "no PNG, JPEG, GIF or BMP image", refusal("text".getBytes(StandardCharsets.UTF_8)));
    assertEquals("no PNG, JPEG, GIF or BMP image", refusal(new byte[0]));
  }
}
