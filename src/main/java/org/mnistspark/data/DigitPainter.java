package org.mnistspark.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mnistspark.data.DigitShapes.Point;

/**
 * Draws one digit after another as a hand might: jittered control points, smooth curves through
 * them, a random affine map and a smooth elastic warp, then MNIST's own normalization (a box of 20
 * pixels, centred by mass in 28x28, white on black, grey at the edges). Not for several threads at
 * once: the buffers are reused. The amounts of jitter and warp are tuned by training: the
 * 784-512-10 network finds these digits about as hard as MNIST.
 *
 * <p>The pen is rasterized here and not by Java2D, whose antialiasing differs between Java
 * versions; with StrictMath the same stream gives the same bytes everywhere.
 */
final class DigitPainter {
  static final int SIDE = 28;
  static final int PIXELS = SIDE * SIDE;

  private static final double BOX = 20;
  private static final int SAMPLES_PER_SPAN = 5;
  private static final int MOST_POINTS = 256;
  private static final int WAVES = 3;

  // The polyline: point i is joined to point i-1 unless it begins a stroke.
  private final double[] x = new double[MOST_POINTS];
  private final double[] y = new double[MOST_POINTS];
  private final boolean[] begins = new boolean[MOST_POINTS];
  private int points;

  private final double[] ink = new double[PIXELS]; // row-major, 0 to 1

  /** Draws {@code digit} into {@code image}, 784 bytes row-major. */
  void paint(int digit, RandomStream random, byte[] image) {
    // Most hands are neat, some are not: the product of two uniforms has a long tail.
    double sloppiness = 0.5 + 1.75 * random.uniform() * random.uniform();
    List<List<List<Point>>> shapes = DigitShapes.of(digit);
    points = 0;
    for (List<Point> stroke : shapes.get(random.below(shapes.size()))) {
      trace(jitter(stroke, sloppiness, random));
    }
    slant(sloppiness, random);
    warp(sloppiness, random);
    fit();
    draw(random.between(0.8, 1.8), random.between(0.8, 1.3), random);
    develop(random, image);
  }

  /** Moves control points, the ends of a stroke more than its middle, and the stroke as a whole. */
  private static List<Point> jitter(List<Point> stroke, double sloppiness, RandomStream random) {
    double wholeX = random.bell(0.02 * sloppiness);
    double wholeY = random.bell(0.02 * sloppiness);
    List<Point> moved = new ArrayList<>(stroke.size());
    for (Point point : stroke) {
      boolean end = moved.isEmpty() || moved.size() == stroke.size() - 1;
      double deviation = (end ? 0.045 : 0.03) * sloppiness;
      double px = point.x() + wholeX + random.bell(deviation);
      double py = point.y() + wholeY + random.bell(deviation);
      moved.add(new Point(px, py, point.corner()));
    }
    return moved;
  }

  /** Appends a stroke as a Catmull-Rom spline. */
  private void trace(List<Point> stroke) {
    add(stroke.get(0).x(), stroke.get(0).y(), true);
    for (int i = 0; i + 1 < stroke.size(); i++) {
      Point b = stroke.get(i);
      Point c = stroke.get(i + 1);
      // At corners and ends the neighbour beyond is the point itself, so that the curve does not
      // round them.
      Point a = i == 0 || b.corner() ? b : stroke.get(i - 1);
      Point d = i + 2 == stroke.size() || c.corner() ? c : stroke.get(i + 2);
      for (int s = 1; s <= SAMPLES_PER_SPAN; s++) {
        double t = (double) s / SAMPLES_PER_SPAN;
        add(spline(a.x(), b.x(), c.x(), d.x(), t), spline(a.y(), b.y(), c.y(), d.y(), t), false);
      }
    }
  }

  /** Runs from b to c. */
  private static double spline(double a, double b, double c, double d, double t) {
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  }

  private void add(double px, double py, boolean begin) {
    x[points] = px;
    y[points] = py;
    begins[points++] = begin;
  }

  /** Aspect, shear and rotation about the middle of the box. */
  private void slant(double sloppiness, RandomStream random) {
    double aspect = random.between(0.55, 1.05);
    double shear = 0.2 + random.bell(0.16 * sloppiness);
    double angle = random.bell(0.11 * sloppiness);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    for (int i = 0; i < points; i++) {
      double cy = y[i] - 0.5;
      double cx = aspect * (x[i] - 0.5) - shear * cy;
      x[i] = cos * cx - sin * cy;
      y[i] = sin * cx + cos * cy;
    }
  }

  /**
   * Adds a few long plane waves of displacement: smooth, so it bends strokes without breaking them.
   */
  private void warp(double sloppiness, RandomStream random) {
    for (int wave = 0; wave < WAVES; wave++) {
      double kx = random.between(-7, 7);
      double ky = random.between(-7, 7);
      double phase = random.between(0, 2 * Math.PI);
      double dx = random.bell(0.028 * sloppiness);
      double dy = random.bell(0.028 * sloppiness);
      for (int i = 0; i < points; i++) {
        double displacement = StrictMath.sin(kx * x[i] + ky * y[i] + phase);
        x[i] += dx * displacement;
        y[i] += dy * displacement;
      }
    }
  }

  /** Scales the larger side to the box of 20 pixels, in the middle of the image. */
  private void fit() {
    double left = Arrays.stream(x, 0, points).min().orElseThrow();
    double right = Arrays.stream(x, 0, points).max().orElseThrow();
    double top = Arrays.stream(y, 0, points).min().orElseThrow();
    double bottom = Arrays.stream(y, 0, points).max().orElseThrow();
    // The box holds the ink, not the pen's path: leave a typical pen's width.
    double scale = (BOX - 2.5) / Math.max(right - left, bottom - top);
    for (int i = 0; i < points; i++) {
      x[i] = SIDE / 2.0 + scale * (x[i] - (left + right) / 2);
      y[i] = SIDE / 2.0 + scale * (y[i] - (top + bottom) / 2);
    }
  }

  private static double square(double value) {
    return value * value;
  }

  /**
   * Inks every pixel by its distance to the polyline; the pen's pressure swells and fades along it.
   */
  private void draw(double halfWidth, double softness, RandomStream random) {
    Arrays.fill(ink, 0);
    double swell = random.between(0, 0.3);
    double phase = random.between(0, 2 * Math.PI);
    double rate = random.between(0.05, 0.3);
    for (int i = 1; i < points; i++) {
      if (!begins[i]) {
        double pressure = 1 + swell * StrictMath.sin(phase + rate * i);
        drawSegment(i, halfWidth * pressure, softness);
      }
    }
  }

  private void drawSegment(int i, double halfWidth, double softness) {
    double ax = x[i - 1];
    double ay = y[i - 1];
    double dx = x[i] - ax;
    double dy = y[i] - ay;
    double squaredLength = Math.max(dx * dx + dy * dy, 1e-9);
    double reach = halfWidth + softness;
    int lastColumn = clampPixel(Math.max(ax, x[i]) + reach);
    int lastRow = clampPixel(Math.max(ay, y[i]) + reach);
    for (int row = clampPixel(Math.min(ay, y[i]) - reach); row <= lastRow; row++) {
      for (int column = clampPixel(Math.min(ax, x[i]) - reach); column <= lastColumn; column++) {
        double px = column + 0.5 - ax;
        double py = row + 0.5 - ay;
        double t = Math.min(Math.max((px * dx + py * dy) / squaredLength, 0), 1);
        double distance = Math.sqrt(square(px - t * dx) + square(py - t * dy));
        double cover = Math.min(0.5 + (halfWidth - distance) / softness, 1);
        int pixel = row * SIDE + column;
        ink[pixel] = Math.max(ink[pixel], cover);
      }
    }
  }

  private static int clampPixel(double position) {
    return Math.min(Math.max((int) position, 0), SIDE - 1);
  }

  /**
   * Moves the centre of mass to the middle by whole pixels, as MNIST does, and turns ink into grey
   * bytes with a little grain; bare paper stays exactly 0.
   */
  private void develop(RandomStream random, byte[] image) {
    double mass = 0;
    double massX = 0;
    double massY = 0;
    for (int i = 0; i < PIXELS; i++) {
      mass += ink[i];
      massX += ink[i] * (i % SIDE + 0.5);
      massY += ink[i] * (Math.floorDiv(i, SIDE) + 0.5);
    }
    int right = shift(massX / mass);
    int down = shift(massY / mass);
    double peak = random.between(0.9, 1.15);
    double grain = random.between(0, 0.2);
    Arrays.fill(image, (byte) 0);
    for (int row = Math.max(0, -down); row < Math.min(SIDE, SIDE - down); row++) {
      for (int column = Math.max(0, -right); column < Math.min(SIDE, SIDE - right); column++) {
        double value = ink[row * SIDE + column];
        if (value > 0) {
          double grey = Math.min(value * (peak - grain * random.uniform()), 1);
          image[(row + down) * SIDE + column + right] = (byte) Math.round(255 * grey);
        }
      }
    }
  }

  /** Pixels from the centre of mass to the middle; no more than the margin around the box. */
  private static int shift(double centre) {
    int margin = (int) (SIDE - BOX) / 2;
    return Math.min(Math.max((int) Math.round(SIDE / 2.0 - centre), -margin), margin);
  }
}
