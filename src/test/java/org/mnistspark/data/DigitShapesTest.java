package org.mnistspark.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class DigitShapesTest {
  @Test
  void hasSeveralHandsForEveryDigit() {
    for (int digit = 0; digit < 10; digit++) {
      assertTrue(DigitShapes.of(digit).size() >= 3, "digit " + digit);
    }
  }

  @Test
  void staysInItsBox() {
    for (int digit = 0; digit < 10; digit++) {
      for (List<List<DigitShapes.Point>> shape : DigitShapes.of(digit)) {
        for (List<DigitShapes.Point> stroke : shape) {
          assertTrue(stroke.size() >= 2);
          for (DigitShapes.Point point : stroke) {
            assertEquals(0.5, point.x(), 0.5);
            assertEquals(0.5, point.y(), 0.5);
          }
        }
      }
    }
  }

  @Test
  void marksCorners() {
    assertEquals(
        List.of(
            new DigitShapes.Point(0.28, 0.22, false),
            new DigitShapes.Point(0.52, 0, true),
            new DigitShapes.Point(0.51, 0.5, false),
            new DigitShapes.Point(0.5, 1, true)),
        DigitShapes.of(1).get(3).get(0));
  }
}
