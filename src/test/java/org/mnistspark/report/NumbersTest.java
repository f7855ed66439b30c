package org.mnistspark.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class NumbersTest {
  @Test
  void valuesHaveFourDigitsOrAllBeforeThePoint() {
    assertEquals("0", Numbers.value(-0.0));
    assertEquals("0.1", Numbers.value(0.1f));
    assertEquals("-12.35", Numbers.value(-12.345678));
    assertEquals("100", Numbers.value(100));
    assertEquals("12346", Numbers.value(12345.678));
    assertEquals("1.235e+09", Numbers.value(1_234_567_890));
    assertEquals("1.000e-05", Numbers.value(1e-5));
    assertEquals("NaN", Numbers.value(Double.NaN));
  }
}
