package org.mnistspark.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** An example as a picture, reduced to about the size at which the page shows it. */
final class Picture {
  /** The longest side, in pixels. */
  private static final int MAX_SIDE = 96;

  private final Look look;
  private final int rows;
  private final int columns;
  // [rows, columns, channels] row-major, from 0 to 255
  private final int[] levels;

  /**
   * The picture of an example.
   *
   * @param features in [0,1], [rows, columns, channels] row-major
   */
  Picture(float[] features, Look look) {
    this.look = look;
    int step = step(look);
    rows = (look.rows() + step - 1) / step;
    columns = (look.columns() + step - 1) / step;
    levels = new int[rows * columns * look.channels()];
    for (int i = 0; i < levels.length; i++) {
      int pixel = i / look.channels();
      double mean =
          mean(features, pixel / columns * step, pixel % columns * step, i % look.channels(), step);
      levels[i] = Math.round(255 * (float) Math.min(1, Math.max(0, mean)));
    }
  }

  /** Pixels of the example, in each direction, that make one of the picture. */
  private static int step(Look look) {
    return (Math.max(look.rows(), look.columns()) + MAX_SIDE - 1) / MAX_SIDE;
  }

  private double mean(float[] features, int top, int left, int channel, int step) {
    double sum = 0;
    int count = 0;
    for (int y = top; y < Math.min(top + step, look.rows()); y++) {
      for (int x = left; x < Math.min(left + step, look.columns()); x++) {
        sum += features[(y * look.columns() + x) * look.channels() + channel];
        count++;
      }
    }
    return sum / count;
  }

  /** Levels of one picture, of all channels. */
  static int size(Look look) {
    int step = step(look);
    return ((look.rows() + step - 1) / step)
        * ((look.columns() + step - 1) / step)
        * look.channels();
  }

  /** The levels, in base64. */
  String base64() {
    byte[] bytes = new byte[levels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) levels[i];
    }
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** A PNG, as a data: URI; of ink, dark on white paper. */
  String dataUri() {
    int type = look.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
    BufferedImage image = new BufferedImage(columns, rows, type);
    int[] shown = levels.clone();
    if (look.ink()) {
      for (int i = 0; i < shown.length; i++) {
        shown[i] = 255 - shown[i];
      }
    }
    // Not setRGB, which converts through colour spaces.
    image.getRaster().setPixels(0, 0, columns, rows, shown);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("a picture in memory failed to render", e);
    }
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
  }
}
