package org.mnistspark.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationTest {

  @Test
  void examplesGoToTheBinOfTheirConfidence() {
    CalibrationSum sum = new CalibrationSum();
    sum.add(0.5f, true);
    sum.add(0.75f, false);
    sum.add(1f, true);
    // A softmax in single precision may exceed 1.
    sum.add(Math.nextUp(1f), true);

    List<Calibration.Bin> bins = sum.calibration().bins();

    assertEquals(10, bins.size());
    assertEquals(new Calibration.Bin(0.5, 0.6, 1, 1, 0.5), bins.get(5));
    assertEquals(new Calibration.Bin(0.7, 0.8, 1, 0, 0.75), bins.get(7));
    assertEquals(new Calibration.Bin(0.9, 1, 2, 2, 1), bins.get(9));
    assertEquals(new Calibration.Bin(0, 0.1, 0, 0, 0), bins.get(0));
  }

  @Test
  void theExpectedErrorWeighsBinsByTheirExamples() {
    CalibrationSum sum = new CalibrationSum();
    // 3 of confidence 0.75 and accuracy 1/3, 1 of confidence 0.5 and accuracy 1.
    sum.add(0.75f, true);
    sum.add(0.75f, false);
    sum.add(0.75f, false);
    sum.add(0.5f, true);

    assertEquals((3 * (0.75 - 1 / 3.0) + 0.5) / 4, sum.calibration().expectedError(), 1e-9);
  }

  @Test
  void withoutExamplesThereIsNoError() {
    assertEquals(0, new CalibrationSum().calibration().expectedError());
  }

  @Test
  void sumsMergeExactly() {
    CalibrationSum left = new CalibrationSum();
    left.add(0.31f, true);
    CalibrationSum right = new CalibrationSum();
    right.add(0.37f, false);
    right.merge(left);
    left.add(0.37f, false);

    assertEquals(left.calibration(), right.calibration());
  }
}
