package org.mnistspark.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.Arrays;

/**
 * Colours as grey levels: luminance by ITU-R BT.601. Grey and RGB come straight from the samples,
 * whatever the profile: the JDK would take grey for linear light and brighten it, and converts
 * other profiles pixel by pixel, for seconds.
 *
 * <p>What is transparent lies on a background that shows what is not. Where that is a drawing of
 * one level, strokes on nothing, the background is white or black, whichever is farther from it;
 * where it is a picture of its own, the background is its most frequent level.
 */
final class Luminance {
  private static final int MAX_BITS = 16;
  private static final int OPAQUE = 255;

  /** Share of the visible pixels, darkest and lightest, that does not count as levels of theirs. */
  private static final int TAIL = 20;

  /** Levels that are not farther apart are one. */
  private static final int ONE_LEVEL = 32;

  private Luminance() {}

  static GreyImage of(BufferedImage image) throws IOException {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] levels = new byte[width * height];
    byte[] alpha = new byte[image.getColorModel().hasAlpha() ? levels.length : 0];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      if (!direct(image.getColorModel())) {
        palette(image, y, row, levels, alpha);
        continue;
      }
      samples(image, y, row, levels);
      if (alpha.length > 0) {
        int bands = image.getRaster().getNumBands();
        sample(image.getRaster(), image.getColorModel(), bands - 1, y, row);
        store(row, y, alpha);
      }
    }
    if (alpha.length > 0) {
      compose(levels, alpha, image.isAlphaPremultiplied());
    }
    return new GreyImage(width, height, levels);
  }

  private static boolean direct(ColorModel colours) throws IOException {
    if (colours.getTransferType() > DataBuffer.TYPE_SHORT
        && colours.getTransferType() != DataBuffer.TYPE_INT) {
      throw new IOException(
          "an image of real numbers; convert it to one of at most 16 bits per colour");
    }
    int space = colours.getColorSpace().getType();
    return !(colours instanceof IndexColorModel)
        && (space == ColorSpace.TYPE_GRAY || space == ColorSpace.TYPE_RGB)
        && Arrays.stream(colours.getComponentSize()).allMatch(bits -> bits <= MAX_BITS);
  }

  private static void samples(BufferedImage image, int y, int[] row, byte[] levels) {
    Raster raster = image.getRaster();
    ColorModel colours = image.getColorModel();
    sample(raster, colours, 0, y, row);
    if (colours.getNumColorComponents() == 3) {
      int[] green = new int[row.length];
      int[] blue = new int[row.length];
      sample(raster, colours, 1, y, green);
      sample(raster, colours, 2, y, blue);
      for (int x = 0; x < row.length; x++) {
        row[x] = luminance(row[x], green[x], blue[x]);
      }
    }
    store(row, y, levels);
  }

  /** A band of a row, as levels to 255. */
  private static void sample(Raster raster, ColorModel colours, int band, int y, int[] row) {
    int greatest = (1 << colours.getComponentSize(band)) - 1;
    raster.getSamples(0, y, row.length, 1, band, row);
    if (greatest != 255) {
      for (int x = 0; x < row.length; x++) {
        row[x] = (int) ((row[x] * 255L + greatest / 2) / greatest);
      }
    }
  }

  private static void palette(BufferedImage image, int y, int[] row, byte[] levels, byte[] alpha) {
    image.getRGB(0, y, row.length, 1, row, 0, row.length);
    for (int x = 0; x < row.length; x++) {
      int at = y * row.length + x;
      int rgb = row[x];
      levels[at] = (byte) luminance(rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF);
      if (alpha.length > 0) {
        alpha[at] = (byte) (rgb >>> 24);
      }
    }
  }

  private static void store(int[] row, int y, byte[] levels) {
    for (int x = 0; x < row.length; x++) {
      levels[y * row.length + x] = (byte) row[x];
    }
  }

  private static int luminance(int red, int green, int blue) {
    return (299 * red + 587 * green + 114 * blue + 500) / 1000;
  }

  private static void compose(byte[] levels, byte[] alpha, boolean premultiplied) {
    int background = background(levels, alpha, premultiplied);
    for (int i = 0; i < levels.length; i++) {
      int opaque = alpha[i] & 0xFF;
      int level = levels[i] & 0xFF;
      int own = premultiplied ? OPAQUE * Math.min(level, opaque) : level * opaque;
      levels[i] = (byte) ((own + background * (OPAQUE - opaque) + OPAQUE / 2) / OPAQUE);
    }
  }

  private static int background(byte[] levels, byte[] alpha, boolean premultiplied) {
    int[] frequency = new int[256];
    int visible = 0;
    for (int i = 0; i < levels.length; i++) {
      int opaque = alpha[i] & 0xFF;
      if (opaque > OPAQUE / 2) {
        int level = levels[i] & 0xFF;
        frequency[premultiplied ? Math.min(OPAQUE, level * OPAQUE / opaque) : level]++;
        visible++;
      }
    }
    int darkest = quantile(frequency, visible / TAIL);
    int lightest = quantile(frequency, visible - visible / TAIL - 1);
    if (lightest - darkest <= ONE_LEVEL) {
      return darkest + lightest > OPAQUE ? 0 : OPAQUE;
    }
    int most = 0;
    for (int level = 1; level < frequency.length; level++) {
      most = frequency[level] > frequency[most] ? level : most;
    }
    return most;
  }

  private static int quantile(int[] frequency, int rank) {
    int level = 0;
    for (int below = frequency[0]; below <= rank && level < 255; below += frequency[level]) {
      level++;
    }
    return level;
  }

  /**
   * Of the four inks of a JPEG file, which the JDK decodes but does not convert.
   *
   * @param inverted whether 255 is no ink
   * @param transformed whether the first three are luminance and chrominance (YCCK)
   */
  static GreyImage ofInks(Raster raster, boolean inverted, boolean transformed) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] levels = new byte[width * height];
    int[] row = new int[4 * width];
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        // Of YCCK the first component is the luminance of what the three inks take away.
        int colour =
            transformed ? 255 - row[4 * x] : luminance(row[4 * x], row[4 * x + 1], row[4 * x + 2]);
        int black = row[4 * x + 3];
        int paper = inverted ? colour * black : (255 - colour) * (255 - black);
        levels[y * width + x] = (byte) ((paper + 127) / 255);
      }
    }
    return new GreyImage(width, height, levels);
  }
}
