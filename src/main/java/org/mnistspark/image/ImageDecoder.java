package org.mnistspark.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes the bytes of an image file, of any format that the JDK reads. */
public final class ImageDecoder {
  /** The greatest width and height that is decoded: a few bytes may claim to be any size. */
  public static final int MAX_SIDE = 4096;

  private ImageDecoder() {}

  /**
   * Decodes the first picture of a file. Colours become their luminance (ITU-R BT.601), what is
   * transparent lies on white.
   *
   * @throws IOException if that is no readable image, or one of more than {@link #MAX_SIDE} pixels
   *     in a row or column
   */
  public static GreyImage decode(byte[] file) throws IOException {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException("no PNG, JPEG, GIF or BMP image");
      }
      ImageReader reader = readers.next();
      try {
        // No metadata: compressed text in it could be of any size.
        reader.setInput(in, true, true);
        checkSize(reader.getWidth(0), reader.getHeight(0));
        return grey(reader.read(0));
      } finally {
        reader.dispose();
      }
    } catch (RuntimeException e) {
      // The JDK's readers throw whatever damaged bytes lead them to.
      throw new IOException("a damaged image (" + e + ")", e);
    }
  }

  private static void checkSize(int width, int height) throws IOException {
    if (width > MAX_SIDE || height > MAX_SIDE) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "an image of %d x %d pixels, more than %d x %d",
              width,
              height,
              MAX_SIDE,
              MAX_SIDE));
    }
  }

  private static GreyImage grey(BufferedImage image) {
    int width = image.getWidth();
    byte[] levels = new byte[width * image.getHeight()];
    ColorModel colours = image.getColorModel();
    boolean plain =
        !(colours instanceof IndexColorModel)
            && colours.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    for (int y = 0; y < image.getHeight(); y++) {
      if (plain) {
        samples(image.getRaster(), colours, y, levels);
      } else {
        luminances(image, y, levels);
      }
    }
    return new GreyImage(width, image.getHeight(), levels);
  }

  /** Straight from the samples: getRGB would take them for linear light and brighten them. */
  private static void samples(Raster raster, ColorModel colours, int y, byte[] levels) {
    int width = raster.getWidth();
    int white = (1 << colours.getComponentSize(0)) - 1;
    int[] grey = raster.getSamples(0, y, width, 1, 0, new int[width]);
    for (int x = 0; x < width; x++) {
      levels[y * width + x] = (byte) scaled(grey[x], white);
    }
    if (colours.hasAlpha()) {
      int opaque = (1 << colours.getComponentSize(1)) - 1;
      int[] alpha = raster.getSamples(0, y, width, 1, 1, new int[width]);
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        levels[at] = (byte) onWhite(levels[at] & 0xFF, scaled(alpha[x], opaque));
      }
    }
  }

  private static int scaled(int sample, int greatest) {
    return (int) ((sample * 255L + greatest / 2) / greatest);
  }

  private static void luminances(BufferedImage image, int y, byte[] levels) {
    int width = image.getWidth();
    int[] row = image.getRGB(0, y, width, 1, new int[width], 0, width);
    for (int x = 0; x < width; x++) {
      int red = row[x] >> 16 & 0xFF;
      int green = row[x] >> 8 & 0xFF;
      int blue = row[x] & 0xFF;
      int luminance = (299 * red + 587 * green + 114 * blue + 500) / 1000;
      levels[y * width + x] = (byte) onWhite(luminance, row[x] >>> 24);
    }
  }

  private static int onWhite(int level, int alpha) {
    return (level * alpha + 255 * (255 - alpha) + 127) / 255;
  }
}
