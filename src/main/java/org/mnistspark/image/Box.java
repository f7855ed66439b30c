package org.mnistspark.image;

/** A rectangle of pixels: [left, right) x [top, bottom). */
record Box(int left, int top, int right, int bottom) {
  int width() {
    return right - left;
  }

  int height() {
    return bottom - top;
  }

  int longer() {
    return Math.max(width(), height());
  }

  long area() {
    return (long) width() * height();
  }

  /** With so much more on every side, as far as {@code limits} allow. */
  Box grown(int margin, Box limits) {
    return new Box(
        Math.max(limits.left, left - margin),
        Math.max(limits.top, top - margin),
        Math.min(limits.right, right + margin),
        Math.min(limits.bottom, bottom + margin));
  }

  /** The smallest rectangle around both. */
  Box with(Box other) {
    return new Box(
        Math.min(left, other.left),
        Math.min(top, other.top),
        Math.max(right, other.right),
        Math.max(bottom, other.bottom));
  }
}
