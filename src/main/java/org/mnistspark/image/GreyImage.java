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

  /**
   * A part, made smaller by a whole factor: every pixel is the mean over factor x factor ones,
   * fewer at the right and below.
   */
  Levels reduced(Box part, int factor) {
    Levels means =
        new Levels((part.width() + factor - 1) / factor, (part.height() + factor - 1) / factor);
    for (int y = 0; y < means.height(); y++) {
      for (int x = 0; x < means.width(); x++) {
        int left = part.left() + x * factor;
        int top = part.top() + y * factor;
        means.values()[y * means.width() + x] =
            mean(
                left,
                top,
                Math.min(part.right(), left + factor),
                Math.min(part.bottom(), top + factor));
      }
    }
    return means;
  }

  private float mean(int left, int top, int right, int bottom) {
    long sum = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        sum += level(x, y);
      }
    }
    return (float) sum / ((right - left) * (bottom - top));
  }

  /** [height, width] row-major, unsigned: a copy. */
  public byte[] copyOfLevels() {
    return levels.clone();
  }
}
