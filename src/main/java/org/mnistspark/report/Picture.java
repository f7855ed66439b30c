package org.mnistspark.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** An example as a grey picture. */
final class Picture {
  // [rows, columns] row-major, from 0 (paper) to 255 (ink)
  private final byte[] grey;
  private final int rows;
  private final int columns;

  private Picture(byte[] grey, int rows, int columns) {
    this.grey = grey;
    this.rows = rows;
    this.columns = columns;
  }

  /** Whether examples of this shape are pictures. */
  static boolean fits(List<Integer> shape) {
    return shape.size() == 2;
  }

  /**
   * The picture of an example.
   *
   * @param features in [0,1]
   * @param shape rows and columns
   */
  static Picture of(float[] features, List<Integer> shape) {
    byte[] grey = new byte[features.length];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) Math.round(255 * Math.min(1, Math.max(0, features[i])));
    }
    return new Picture(grey, shape.get(0), shape.get(1));
  }

  /** The levels, in base64. */
  String base64() {
    return Base64.getEncoder().encodeToString(grey);
  }

  /** A PNG with dark ink on white paper, as a data: URI. */
  String dataUri() {
    BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_BYTE_GRAY);
    int[] levels = new int[grey.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = 255 - (grey[i] & 0xFF);
    }
    // Not setRGB, which converts through colour spaces.
    image.getRaster().setPixels(0, 0, columns, rows, levels);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("a picture in memory failed to render", e);
    }
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
  }
}
