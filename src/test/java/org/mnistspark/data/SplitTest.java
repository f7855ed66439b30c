package org.mnistspark.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SplitTest {
  @Test
  void namesOptions() {
    assertEquals("train", Split.TRAIN.option());
    assertEquals(Split.TEST, Split.of("test"));
  }

  @Test
  void rejectsOtherNames() {
    assertEquals(
        "expected split train or test, found 'TRAIN'; name one of them",
        assertThrows(DataException.class, () -> Split.of("TRAIN")).getMessage());
  }
}
