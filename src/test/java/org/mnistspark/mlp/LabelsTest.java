package org.mnistspark.mlp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LabelsTest {

  @Test
  void oneHotIsExactlyOneForOneClass() {
    assertTrue(Labels.isOneHot(new float[] {0, 1, 0}));
    assertTrue(Labels.isOneHot(new float[] {1}));
    assertFalse(Labels.isOneHot(new float[] {0, 0, 0}));
    assertFalse(Labels.isOneHot(new float[] {0, 1, 1}));
    assertFalse(Labels.isOneHot(new float[] {0.5f, 0.5f}));
  }

  @Test
  void rejectsWhatIsNoLabel() {
    assertEquals(
        "label: expected finite values, found NaN",
        assertThrows(
                IllegalArgumentException.class, () -> Labels.isOneHot(new float[] {0, Float.NaN}))
            .getMessage());
  }
}
