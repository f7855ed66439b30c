package org.mnistspark.image;

import java.util.Locale;

/** A picture in grey levels as they are seen: 0 is black, 255 is white. */
public final class GreyImage {
  private final int width;
  private final int height;
  private final byte[] levels;

  /**
   * A picture.
   *
   * @param levels [height, width] row-major, unsigned; not copied
   * @throws IllegalArgumentException if the sizes do not go together
   */
  public GreyImage(int width, int height, byte[] levels) {
    if (width < 1 || height < 1 || levels.length != (long) width * height) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "expected %d x %d grey levels, found %d", width, height, levels.length));
    }
    this.width = width;
    this.height = height;
    this.levels = levels;
  }

  /** Pixels per row. */
  public int width() {
    return width;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** The level of a pixel, 0 to 255. */
  public int level(int x, int y) {
    return levels[y * width + x] & 0xFF;
  }

  /** [height, width] row-major, unsigned: a copy. */
  byte[] copyOfLevels() {
    return levels.clone();
  }
}
