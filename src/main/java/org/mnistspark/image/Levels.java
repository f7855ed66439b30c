package org.mnistspark.image;

import java.util.function.IntPredicate;

/**
 * A plane of grey levels, or of ink.
 *
 * @param values [height, width] row-major
 */
@SuppressWarnings("ArrayRecordComponent") // Lives for one call; nobody compares or changes it.
record Levels(int width, int height, float[] values) {

  Levels(int width, int height) {
    this(width, height, new float[width * height]);
  }

  float at(int x, int y) {
    return values[y * width + x];
  }

  /** The level of the nearest pixel, also outside. */
  float near(int x, int y) {
    return at(Math.max(0, Math.min(width - 1, x)), Math.max(0, Math.min(height - 1, y)));
  }

  Box whole() {
    return new Box(0, 0, width, height);
  }

  /** The smallest rectangle around the pixels that are wanted; of no size if there are none. */
  Box box(IntPredicate wanted) {
    int left = width;
    int top = height;
    int right = 0;
    int bottom = 0;
    for (int i = 0; i < values.length; i++) {
      if (wanted.test(i)) {
        left = Math.min(left, i % width);
        right = Math.max(right, i % width + 1);
        top = Math.min(top, i / width);
        bottom = i / width + 1;
      }
    }
    return new Box(left, top, Math.max(left, right), Math.max(top, bottom));
  }

  /** A part in another size: every pixel is the mean over the area that it covers. */
  Levels averaged(Box part, int newWidth, int newHeight) {
    Levels means = new Levels(newWidth, newHeight);
    for (int y = 0; y < newHeight; y++) {
      for (int x = 0; x < newWidth; x++) {
        means.values[y * newWidth + x] =
            mean(
                part.left() + (double) x * part.width() / newWidth,
                part.left() + (double) (x + 1) * part.width() / newWidth,
                part.top() + (double) y * part.height() / newHeight,
                part.top() + (double) (y + 1) * part.height() / newHeight);
      }
    }
    return means;
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
