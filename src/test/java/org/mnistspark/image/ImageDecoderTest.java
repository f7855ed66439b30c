package org.mnistspark.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Point;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mnistspark.testing.Exif;
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
  void whiteStrokesOnNothingLieOnBlack() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00FFFFFF);
    image.setRGB(1, 0, 0x80FFFFFF);
    image.setRGB(2, 0, 0xFFFFFFFF);

    assertArrayEquals(new byte[] {0, (byte) 128, (byte) 255}, decode(image, "png").copyOfLevels());
  }

  @Test
  void aCardWithTransparentCornersLiesOnItsOwnLevel() throws IOException {
    BufferedImage image = new BufferedImage(10, 1, BufferedImage.TYPE_INT_ARGB);
    for (int x = 1; x < 10; x++) {
      image.setRGB(x, 0, x < 7 ? 0xFFF0F0F0 : 0xFF000000);
    }

    byte[] levels = decode(image, "png").copyOfLevels();

    assertEquals(0xF0, levels[0] & 0xFF);
    assertEquals(0, levels[9]);
  }

  @Test
  void sixteenBitsOfColourAndAlphaAreScaled() throws IOException {
    BufferedImage image = deep(257 * 200, 257 * 100, 257 * 50, 65535);

    // (299 * 200 + 587 * 100 + 114 * 50) / 1000
    assertArrayEquals(new byte[] {124}, decode(image, "png").copyOfLevels());
  }

  private static BufferedImage deep(int... samples) {
    ComponentColorModel colours =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            true,
            false,
            Transparency.TRANSLUCENT,
            DataBuffer.TYPE_USHORT);
    WritableRaster raster = colours.createCompatibleWritableRaster(1, 1);
    raster.setPixel(0, 0, samples);
    return new BufferedImage(colours, raster, false, null);
  }

  /** A JPEG file of four inks, one colour in all of it. */
  private static byte[] inks(OptionalInt adobeTransform, int... colour) throws IOException {
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, new Point());
    for (int i = 0; i < 256; i++) {
      raster.setPixel(i % 16, i / 16, colour);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(new IIOImage(raster, null, null));
    }
    writer.dispose();
    if (adobeTransform.isEmpty()) {
      return bytes.toByteArray();
    }
    ByteBuffer segment = ByteBuffer.allocate(16).putShort((short) 0xFFEE).putShort((short) 14);
    segment.put("Adobe".getBytes(StandardCharsets.US_ASCII)).putShort((short) 100).putInt(0);
    segment.put((byte) adobeTransform.getAsInt());
    return Exif.inserted(bytes.toByteArray(), 2, segment.array());
  }

  @Test
  void fourInksBecomeTheirLuminance() throws IOException {
    // No ink and much; then the same as Adobe writes it, where 255 is no ink.
    assertLevel(255, inks(OptionalInt.empty(), 0, 0, 0, 0));
    assertLevel(100, inks(OptionalInt.empty(), 0, 0, 0, 155));
    assertLevel(76, inks(OptionalInt.empty(), 0, 255, 255, 0));
    assertLevel(255, inks(OptionalInt.of(0), 255, 255, 255, 255));
    assertLevel(76, inks(OptionalInt.of(0), 255, 0, 0, 255));
    // The luminance of the inks' complements: no ink at all, then half of all three.
    assertLevel(255, inks(OptionalInt.of(2), 0, 128, 128, 255));
    assertLevel(127, inks(OptionalInt.of(2), 128, 128, 128, 255));
  }

  private static void assertLevel(int expected, byte[] file) throws IOException {
    assertEquals(expected, ImageDecoder.decode(file).level(8, 8), 2);
  }

  @Test
  void ofAnAnimationTheFirstPictureCounts() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (int level : new int[] {40, 80, 120}) {
        BufferedImage frame = new BufferedImage(20, 10, BufferedImage.TYPE_BYTE_GRAY);
        Arrays.fill(((DataBufferByte) frame.getRaster().getDataBuffer()).getData(), (byte) level);
        writer.writeToSequence(new IIOImage(frame, null, null), null);
      }
      writer.endWriteSequence();
    }
    writer.dispose();

    GreyImage image = ImageDecoder.decode(bytes.toByteArray());

    assertEquals(20, image.width());
    assertEquals(40, image.level(3, 3));
  }

  /** 6 x 4 blocks of 8 pixels, each of another level. */
  private static BufferedImage mosaic(int orientation) {
    boolean lying = orientation >= 5;
    BufferedImage image =
        new BufferedImage(lying ? 32 : 48, lying ? 48 : 32, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 48; x++) {
        int[] at = Exif.stored(orientation, x, y, 48, 32);
        image.getRaster().setSample(at[0], at[1], 0, 10 * (y / 8 * 6 + x / 8));
      }
    }
    return image;
  }

  private static void assertUpright(byte[] file, String what) throws IOException {
    GreyImage image = ImageDecoder.decode(file);
    assertEquals(48, image.width(), what);
    for (int block = 0; block < 24; block++) {
      assertEquals(10 * block, image.level(block % 6 * 8 + 4, block / 6 * 8 + 4), 3, what);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void picturesAreTurnedUpright(int orientation) throws IOException {
    byte[] jpeg = Pictures.encoded(mosaic(orientation), "jpg");
    byte[] png = Pictures.encoded(mosaic(orientation), "png");
    byte[] little = Exif.directory(orientation, ByteOrder.LITTLE_ENDIAN);
    byte[] big = Exif.directory(orientation, ByteOrder.BIG_ENDIAN);

    assertUpright(Exif.inJpeg(jpeg, little), "JPEG, little-endian");
    assertUpright(Exif.inJpeg(jpeg, big), "JPEG, big-endian");
    assertUpright(Exif.inPng(png, big), "PNG");
    assertUpright(turnedTiff(orientation), "TIFF");
  }

  /** Patched: the JDK writes upright pictures. */
  private static byte[] turnedTiff(int orientation) throws IOException {
    byte[] file = Pictures.encoded(mosaic(orientation), "tif");
    ByteBuffer bytes = ByteBuffer.wrap(file);
    bytes.order(file[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = bytes.getInt(4);
    int entries = bytes.getShort(directory);
    for (int i = 0; i < entries; i++) {
      int at = directory + 2 + 12 * i;
      // SamplesPerPixel, which has its default, becomes Orientation.
      if (bytes.getShort(at) == 277) {
        bytes.putShort(at, (short) 274).putShort(at + 8, (short) orientation);
      }
    }
    return file;
  }

  @Test
  void hostileExifIsNoOrientation() throws IOException {
    byte[] jpeg = Pictures.encoded(mosaic(1), "jpg");
    byte[] nine = Exif.directory(9, ByteOrder.BIG_ENDIAN);
    byte[] far = Exif.directory(6, ByteOrder.BIG_ENDIAN);
    ByteBuffer.wrap(far).putInt(4, Integer.MAX_VALUE);
    byte[] many = Exif.directory(1, ByteOrder.BIG_ENDIAN);
    ByteBuffer.wrap(many).putShort(8, (short) -1).putShort(22, (short) 275);

    for (byte[] directory : List.of(nine, far, many, new byte[0], new byte[7])) {
      assertUpright(Exif.inJpeg(jpeg, directory), "damaged");
    }
  }

  @Test
  void photosAreDecodedInPart() throws IOException {
    BufferedImage photo = new BufferedImage(4608, 3456, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 1000; y < 2000; y++) {
      for (int x = 3000; x < 3500; x++) {
        photo.getRaster().setSample(x, y, 0, 200);
      }
    }
    for (String format : List.of("jpg", "png")) {
      GreyImage image = decode(photo, format);

      assertEquals(2304, image.width(), format);
      assertEquals(1728, image.height(), format);
      assertEquals(200, image.level(1600, 700), 2, format);
      assertEquals(0, image.level(1490, 700), 2, format);
    }
  }

  @Test
  void progressiveJpegIsReadAndKnown() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(mosaic(1), null, null), param);
    }
    writer.dispose();
    byte[] file = bytes.toByteArray();

    assertUpright(file, "progressive");
    assertTrue(header(file).wholeInMemory());
    assertFalse(header(Pictures.encoded(mosaic(1), "jpg")).wholeInMemory());
  }

  private static PictureHeader header(byte[] file) throws IOException {
    return PictureHeader.of(PictureFormat.JPEG, new PictureInput(PictureBytes.of(file)));
  }

  @Test
  void whatTheFilesystemThrowsIsNoFaultOfThePicture() {
    byte[] file = Pictures.printed(new byte[784], 200, 0, 0);
    PictureBytes failing =
        new PictureBytes() {
          @Override
          public long length() {
            return file.length;
          }

          @Override
          public int read(long position, byte[] into, int offset, int count) throws IOException {
            if (position > 0) {
              throw new IOException("connection reset");
            }
            into[offset] = file[0];
            return PictureBytes.of(file).read(position, into, offset, Math.min(count, 100));
          }
        };

    assertEquals(
        "connection reset",
        assertThrows(UncheckedIOException.class, () -> ImageDecoder.decode(failing))
            .getCause()
            .getMessage());
  }

  @Test
  void anEnormousImageIsRefusedByItsHeader() {
    assertEquals(
        "an image of 32768 x 8193 pixels, more than 32768 in a row or column or 268 million in all",
        refusal(header(32768, 8193)));
    assertEquals(
        "an image of 32769 x 1 pixels, more than 32768 in a row or column or 268 million in all",
        refusal(header(32769, 1)));
    assertTrue(
        refusal(header(Integer.MAX_VALUE, Integer.MAX_VALUE))
            .startsWith("an image of 2147483647 x 2147483647 pixels, more than"));
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
        "not a PNG, JPEG, GIF, BMP or TIFF image",
        refusal("text".getBytes(StandardCharsets.UTF_8)));
    assertEquals("not a PNG, JPEG, GIF, BMP or TIFF image", refusal(new byte[0]));
    assertEquals(
        "a HEIF image, which Java does not read; convert it to PNG or JPEG",
        refusal("\0\0\0\030ftypheic".getBytes(StandardCharsets.ISO_8859_1)));
  }
}
