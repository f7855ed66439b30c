package org.mnistspark.image;

/**
 * How much ink lies where: 0 for none, up to 255.
 *
 * @param levels [height, width] row-major
 */
@SuppressWarnings("ArrayRecordComponent") // Lives for one call; nobody compares or changes it.
record Ink(int width, int height, float[] levels) {

  /** The distance of each pixel from the background; {@code sign} says on which side ink is. */
  static Ink of(GreyImage image, int background, int sign) {
    float[] levels = new float[image.width() * image.height()];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        int ink = sign * (image.level(x, y) - background);
        levels[y * image.width() + x] = Math.max(0, ink);
      }
    }
    return new Ink(image.width(), image.height(), levels);
  }

  float at(int x, int y) {
    return levels[y * width + x];
  }

  float most() {
    float most = 0;
    for (float ink : levels) {
      most = Math.max(most, ink);
    }
    return most;
  }

  /**
   * Without what a background of some noise may be, and scaled so that the most is 255.
   *
   * @param noise how far most of the background is from its median; 0: all ink counts
   */
  Ink without(float noise) {
    float most = most();
    float none = noise > 0 ? Math.min(Math.max(4 * noise, most / 5), most / 2) : 0;
    float[] clean = new float[levels.length];
    for (int i = 0; i < clean.length; i++) {
      clean[i] = levels[i] <= none ? 0 : levels[i] * (255 / most);
    }
    return new Ink(width, height, clean);
  }

  /** The smallest rectangle around all ink; there must be some. */
  Ink box() {
    int left = width;
    int right = -1;
    int top = height;
    int bottom = -1;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (at(x, y) > 0) {
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = Math.min(top, y);
          bottom = y;
        }
      }
    }
    int boxWidth = right - left + 1;
    float[] box = new float[boxWidth * (bottom - top + 1)];
    for (int y = top; y <= bottom; y++) {
      System.arraycopy(levels, y * width + left, box, (y - top) * boxWidth, boxWidth);
    }
    return new Ink(boxWidth, bottom - top + 1, box);
  }

  /** In another size: every pixel is the mean over the area that it covers. */
  Ink averaged(int newWidth, int newHeight) {
    float[] means = new float[newWidth * newHeight];
    for (int y = 0; y < newHeight; y++) {
      for (int x = 0; x < newWidth; x++) {
        means[y * newWidth + x] =
            mean(
                (double) x * width / newWidth,
                (double) (x + 1) * width / newWidth,
                (double) y * height / newHeight,
                (double) (y + 1) * height / newHeight);
      }
    }
    return new Ink(newWidth, newHeight, means);
  }

  /** The mean over the rectangle [left, right) x [top, bottom), with parts of pixels at its rim. */
  private float mean(double left, double right, double top, double bottom) {
    double sum = 0;
    for (int y = (int) top; y < Math.min(height, bottom); y++) {
      double tall = Math.min(y + 1, bottom) - Math.max(y, top);
      for (int x = (int) left; x < Math.min(width, right); x++) {
        double wide = Math.min(x + 1, right) - Math.max(x, left);
        sum += tall * wide * at(x, y);
      }
    }
    return (float) (sum / ((right - left) * (bottom - top)));
  }
}
