package org.mnistspark.averaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class WarmUpTest {
  @Test
  void risesInEqualStepsToOne() {
    assertEquals(0.25, WarmUp.factor(0, 4));
    assertEquals(0.75, WarmUp.factor(2, 4));
    assertEquals(1, WarmUp.factor(3, 4));
    assertEquals(1, WarmUp.factor(1_000_000, 4));
  }

  @Test
  void isNotThereForNoIterations() {
    assertEquals(1, WarmUp.factor(0, 0));
  }
}
