package org.mnistspark.image;

import org.mnistspark.image.Regions.Region;

/**
 * Whether a region that looks like ink is the paper: a full rectangle, at any angle, drawn upon.
 */
record Sheet(Regions regions, Region region, int width) {
  /** Of the rectangle, that the region fills with what it encloses. A rounded zero fills less. */
  private static final double MIN_FILLED = 0.95;

  /** Of what it fills, that is drawn. */
  private static final double MIN_DRAWN = 0.005;

  private static final double MAX_DRAWN = 0.5;

  /** Of the picture, that it must fill. */
  private static final double MIN_AREA = 0.1;

  private static final int DEGREES = 90;

  boolean isSheet() {
    long drawn = 0;
    for (Region other : regions.all()) {
      drawn += !other.touching() && inside(other.box()) ? other.area() : 0;
    }
    double filled = drawn + region.area();
    return filled >= MIN_AREA * regions.labels().length
        && drawn >= MIN_DRAWN * filled
        && drawn <= MAX_DRAWN * filled
        && filled >= MIN_FILLED * rectangle();
  }

  private boolean inside(Box other) {
    Box box = region.box();
    return other.left() > box.left()
        && other.right() < box.right()
        && other.top() > box.top()
        && other.bottom() < box.bottom();
  }

  /** The area of the smallest rectangle around the region. */
  private double rectangle() {
    double least = Double.MAX_VALUE;
    int[][] ends = ends();
    for (int degree = 0; degree < DEGREES; degree++) {
      double cos = Math.cos(Math.toRadians(degree));
      double sin = Math.sin(Math.toRadians(degree));
      least = Math.min(least, extent(ends, cos, sin) * extent(ends, -sin, cos));
    }
    return least;
  }

  /** x and y of the first and the last pixel of every row. */
  private int[][] ends() {
    Box box = region.box();
    int[][] ends = new int[2 * box.height()][2];
    for (int y = box.top(); y < box.bottom(); y++) {
      int left = box.left();
      while (regions.labels()[y * width + left] != region.number()) {
        left++;
      }
      int right = box.right() - 1;
      while (regions.labels()[y * width + right] != region.number()) {
        right--;
      }
      ends[2 * (y - box.top())] = new int[] {left, y};
      ends[2 * (y - box.top()) + 1] = new int[] {right, y};
    }
    return ends;
  }

  private static double extent(int[][] points, double alongX, double alongY) {
    double least = Double.MAX_VALUE;
    double most = -Double.MAX_VALUE;
    for (int[] point : points) {
      double at = alongX * point[0] + alongY * point[1];
      least = Math.min(least, at);
      most = Math.max(most, at);
    }
    // From the outer side of one pixel to that of the other.
    return most - least + Math.abs(alongX) + Math.abs(alongY);
  }
}
