package org.mnistspark.data;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.mnistspark.data.DigitShapes.Point;

/**
 * The way of a pen that writes a digit: one of its hand shapes with jittered control points, smooth
 * curves through them, a random affine map and a smooth elastic warp. The amounts are tuned by
 * training: the 784-512-10 network finds these digits about as hard as MNIST.
 */
final class Handwriting {
  /** How far the lines may be from the curve, as part of the digit's height. */
  private static final double FLATNESS = 0.002;

  private static final int WAVES = 3;

  private Handwriting() {}

  /** A path of straight lines, about 1 high and around the origin. */
  static Path2D write(int digit, RandomStream random) {
    // Most hands are neat, some are not: the product of two uniforms has a long tail.
    double sloppiness = 0.5 + 1.75 * random.uniform() * random.uniform();
    List<List<List<Point>>> shapes = DigitShapes.of(digit);
    Path2D curves = new Path2D.Double();
    for (List<Point> stroke : shapes.get(random.below(shapes.size()))) {
      trace(jitter(stroke, sloppiness, random), curves);
    }
    AffineTransform slant = slant(sloppiness, random);
    List<Wave> waves = Stream.generate(() -> Wave.of(sloppiness, random)).limit(WAVES).toList();
    return warp(curves.getPathIterator(slant, FLATNESS), waves);
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

  /** Appends a stroke as a Catmull-Rom spline, each span as the Bezier curve that it is. */
  private static void trace(List<Point> stroke, Path2D curves) {
    curves.moveTo(stroke.get(0).x(), stroke.get(0).y());
    for (int i = 0; i + 1 < stroke.size(); i++) {
      Point b = stroke.get(i);
      Point c = stroke.get(i + 1);
      // At corners and ends the neighbour beyond is the point itself, so that the curve does not
      // round them.
      Point a = i == 0 || b.corner() ? b : stroke.get(i - 1);
      Point d = i + 2 == stroke.size() || c.corner() ? c : stroke.get(i + 2);
      curves.curveTo(
          b.x() + (c.x() - a.x()) / 6,
          b.y() + (c.y() - a.y()) / 6,
          c.x() - (d.x() - b.x()) / 6,
          c.y() - (d.y() - b.y()) / 6,
          c.x(),
          c.y());
    }
  }

  /** Aspect, shear and rotation about the middle of the box. */
  private static AffineTransform slant(double sloppiness, RandomStream random) {
    double aspect = random.between(0.55, 1.05);
    double shear = 0.2 + random.bell(0.16 * sloppiness);
    double angle = random.bell(0.11 * sloppiness);
    AffineTransform slant = new AffineTransform();
    // StrictMath, because Math's sine may differ between processors.
    slant.rotate(StrictMath.cos(angle), StrictMath.sin(angle));
    slant.shear(-shear, 0);
    slant.scale(aspect, 1);
    slant.translate(-0.5, -0.5);
    return slant;
  }

  private static Path2D warp(PathIterator lines, List<Wave> waves) {
    Path2D warped = new Path2D.Double();
    double[] point = new double[2]; // x, y
    for (; !lines.isDone(); lines.next()) {
      boolean begins = lines.currentSegment(point) == PathIterator.SEG_MOVETO;
      waves.forEach(wave -> wave.move(point));
      if (begins) {
        warped.moveTo(point[0], point[1]);
      } else {
        warped.lineTo(point[0], point[1]);
      }
    }
    return warped;
  }

  /** A long plane wave of displacement: smooth, so it bends strokes without breaking them. */
  private record Wave(double kx, double ky, double phase, double dx, double dy) {
    static Wave of(double sloppiness, RandomStream random) {
      return new Wave(
          random.between(-7, 7),
          random.between(-7, 7),
          random.between(0, 2 * Math.PI),
          random.bell(0.028 * sloppiness),
          random.bell(0.028 * sloppiness));
    }

    void move(double[] point) {
      double displacement = StrictMath.sin(kx * point[0] + ky * point[1] + phase);
      point[0] += dx * displacement;
      point[1] += dy * displacement;
    }
  }
}
