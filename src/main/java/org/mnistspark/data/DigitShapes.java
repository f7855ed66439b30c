package org.mnistspark.data;

import java.util.Arrays;
import java.util.List;

/**
 * How people write the ten digits: for each, some hand shapes of one or more pen strokes. A stroke
 * is a smooth curve through control points, in percent of the digit's box (x to the right, y down);
 * {@code !} after a point makes a corner of it.
 */
final class DigitShapes {
  /** A control point; the curve may turn sharply at a corner. */
  record Point(double x, double y, boolean corner) {
    private static Point parse(String text) {
      String[] xy = text.replace("!", "").split(",", -1);
      return new Point(
          Double.parseDouble(xy[0]) / 100, Double.parseDouble(xy[1]) / 100, text.endsWith("!"));
    }
  }

  /** Per digit its hand shapes; {@code |} separates the strokes of one. */
  private static final List<List<List<List<Point>>>> SHAPES =
      List.of(
          shapes(
              "50,0 22,12 8,50 22,88 50,100 78,88 92,50 78,12 48,1",
              "62,4 38,2 15,28 10,65 30,97 60,98 86,70 88,30 66,3",
              "74,10 50,0 24,10 8,45 20,88 50,100 82,86 92,45 76,8 54,2 40,14"),
          shapes(
              "52,0 50,50 50,100",
              "56,0 52,50 46,100",
              "26,26 42,14 54,0! 53,50 52,100",
              "28,22 52,0! 51,50 50,100! | 22,100 50,99 80,100"),
          shapes(
              "8,25 22,6 48,0 78,10 84,32 62,60 8,100! 50,98 95,98",
              "10,22 30,3 62,2 82,22 74,48 45,78 20,95 8,88 18,76 42,84 66,98 95,92",
              "12,18 40,0 74,8 82,34 56,66 10,98! 34,90 66,99 95,92",
              "14,30 30,4 62,0 84,16 76,44 40,76 10,97 26,98 94,96"),
          shapes(
              "12,12 40,0 74,8 80,28 62,44 36,48! 66,54 88,72 76,92 45,100 10,88",
              "12,3 46,2 84,2! 64,22 42,40! 74,48 90,70 75,93 42,100 8,88",
              "10,15 40,0 76,10 78,32 56,46 38,50 46,43 64,50 90,70 76,93 44,100 8,86"),
          shapes(
              "22,0 16,30 8,58! 50,57 94,52 | 74,4 72,50 70,100",
              "64,100 65,50 66,0! 36,32 5,66! 50,66 96,64",
              "24,2 12,30 12,50 34,56 62,48 80,30! | 84,0 76,50 68,100",
              "70,0 36,30 6,62! 50,64 94,60 | 72,26 70,62 68,100"),
          shapes(
              "84,2 54,3 24,2! 20,24 16,44! 45,37 78,48 88,72 70,95 40,100 8,90",
              "26,2 22,22 18,43! 46,37 80,50 84,78 58,98 10,92 | 26,2 56,2 92,0",
              "86,6 42,2 20,20 28,40 60,52 86,72 70,95 36,100 8,88"),
          shapes(
              "70,0 36,22 12,55 16,88 46,100 80,90 86,68 62,52 28,60 14,78",
              "60,0 28,36 10,70 28,97 64,98 86,76 66,56 36,58 14,80",
              "86,8 56,0 26,22 8,62 28,96 68,97 84,72 58,53 20,70"),
          shapes(
              "8,5 50,6 90,4! 62,45 42,100",
              "8,8 48,7 90,4! 64,45 44,100 | 30,54 54,51 82,50",
              "8,24 9,6! 48,6 88,4! 58,50 46,100",
              "5,12 44,8 86,3 82,18 62,48 46,76 42,100"),
          shapes(
              "75,12 45,0 20,18 40,42 75,62 80,88 50,100 20,88 24,62 56,42 80,22 70,6",
              "50,0 24,11 25,37 50,47 76,36 77,11 48,0 | 50,47 18,62 16,88 50,100 85,89 83,61 48,47",
              "86,6 50,2 22,20 45,45 78,66 75,92 42,100 17,84 36,58 70,34 88,10"),
          shapes(
              "80,15 50,0 18,14 15,40 45,52 74,38 82,12! 78,50 72,100",
              "82,18 55,0 20,12 14,38 40,52 72,42 84,15 86,55 70,92 42,100 15,90",
              "78,8 42,2 14,26 30,50 68,40 80,6! 66,55 50,100"));

  private DigitShapes() {}

  /** The hand shapes of a digit: a list of strokes each, and a stroke is a list of points. */
  static List<List<List<Point>>> of(int digit) {
    return SHAPES.get(digit);
  }

  private static List<List<List<Point>>> shapes(String... shapes) {
    return Arrays.stream(shapes)
        .map(shape -> Arrays.stream(shape.split("\\|", -1)).map(DigitShapes::stroke).toList())
        .toList();
  }

  private static List<Point> stroke(String points) {
    return Arrays.stream(points.strip().split(" ", -1)).map(Point::parse).toList();
  }
}
