package org.mnistspark.image;

/** Turns and mirrors pictures as Exif's tag Orientation says (Exif 2.32, 4.6.4). */
final class Orientation {
  private Orientation() {}

  /**
   * The picture as it is to be seen.
   *
   * @param orientation 1 to 8: which side of what is seen the first row and the first column are
   */
  static GreyImage upright(GreyImage image, int orientation) {
    if (orientation == 1) {
      return image;
    }
    int right = image.width() - 1;
    int bottom = image.height() - 1;
    boolean lying = orientation >= 5;
    int width = lying ? image.height() : image.width();
    int height = lying ? image.width() : image.height();
    byte[] levels = new byte[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int level =
            switch (orientation) {
              case 2 -> image.level(right - x, y);
              case 3 -> image.level(right - x, bottom - y);
              case 4 -> image.level(x, bottom - y);
              case 5 -> image.level(y, x);
              case 6 -> image.level(y, bottom - x);
              case 7 -> image.level(right - y, bottom - x);
              case 8 -> image.level(right - y, x);
              default ->
                  throw new IllegalArgumentException(
                      "expected an orientation from 1 to 8, found " + orientation);
            };
        levels[y * width + x] = (byte) level;
      }
    }
    return new GreyImage(width, height, levels);
  }
}
