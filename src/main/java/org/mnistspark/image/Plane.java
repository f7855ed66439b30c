package org.mnistspark.image;

import java.util.function.IntPredicate;

/** Levels that change evenly over a picture, as light from one side does: a + b x + c y. */
record Plane(double a, double b, double c) {
  private static final double RIDGE = 1e-3;

  private static final int REFITS = 3;
  private static final double KEPT = 0.9;

  /**
   * The least-squares fit to the levels of the pixels that are wanted, of which there are some.
   *
   * @param ridge in squared pixels: slopes shrink where the pixels' variance is not more
   */
  static Plane fit(Levels levels, IntPredicate wanted, double ridge) {
    double n = 0;
    double sumX = 0;
    double sumY = 0;
    double sum = 0;
    double[] values = new double[5]; // xx, xy, yy, xv, yv
    int width = levels.width();
    for (int i = 0; i < levels.values().length; i++) {
      if (wanted.test(i)) {
        int x = i % width;
        int y = i / width;
        double v = levels.values()[i];
        n++;
        sumX += x;
        sumY += y;
        sum += v;
        values[0] += (double) x * x;
        values[1] += (double) x * y;
        values[2] += (double) y * y;
        values[3] += x * v;
        values[4] += y * v;
      }
    }
    double meanX = sumX / n;
    double meanY = sumY / n;
    double mean = sum / n;
    double xx = values[0] / n - meanX * meanX + ridge;
    double xy = values[1] / n - meanX * meanY;
    double yy = values[2] / n - meanY * meanY + ridge;
    double xv = values[3] / n - meanX * mean;
    double yv = values[4] / n - meanY * mean;
    double determinant = xx * yy - xy * xy;
    double b = (xv * yy - yv * xy) / determinant;
    double c = (yv * xx - xv * xy) / determinant;
    return new Plane(mean - b * meanX - c * meanY, b, c);
  }

  /**
   * A fit that some of the pixels, which belong to something else, don't disturb: it is made again
   * without the tenth that is farthest from it.
   */
  static Plane robust(Levels levels, IntPredicate wanted) {
    Plane plane = fit(levels, wanted, RIDGE);
    for (int i = 0; i < REFITS; i++) {
      float[] distances = plane.distances(levels);
      double most = Quantile.of(distances, wanted, KEPT);
      plane = fit(levels, p -> wanted.test(p) && distances[p] <= most, RIDGE);
    }
    return plane;
  }

  /** How far each pixel is from the plane, up or down. */
  private float[] distances(Levels levels) {
    float[] distances = new float[levels.values().length];
    for (int i = 0; i < distances.length; i++) {
      distances[i] =
          (float) Math.abs(levels.values()[i] - at(i % levels.width(), i / levels.width()));
    }
    return distances;
  }

  double at(int x, int y) {
    return a + b * x + c * y;
  }
}
