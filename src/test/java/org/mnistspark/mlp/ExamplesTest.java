package org.mnistspark.mlp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class ExamplesTest {

  private static final Labels TWO = Labels.ofClasses(new int[] {0, 1}, 2);

  @Test
  void everyGreyLevelIsItsShareOf255() {
    byte[] pixels = new byte[512];
    for (int i = 0; i < 512; i++) {
      pixels[i] = (byte) i;
    }
    FloatBuffer target = FloatBuffer.allocate(256);
    Examples.ofPixels(pixels, 256, TWO)
        .gather(new int[] {1}, 0, 1, target, new Examples.Scratch(1, 256));
    for (int i = 0; i < 256; i++) {
      assertEquals(i / 255f, target.get(i));
    }
  }

  @Test
  void knowsItsSize() {
    assertEquals(6, Examples.ofPixels(new byte[6], 3, TWO).featureBytes());
    assertEquals(24, Examples.ofFeatures(new float[6], 3, TWO).featureBytes());
    assertEquals(2, Examples.ofPixels(new byte[6], 3, TWO).size());
  }

  @Test
  void rejectsTooFewAndTooManyFeatures() {
    assertEquals(
        "examples: expected 2 labels times 3 inputs, found 5 values",
        assertThrows(
                IllegalArgumentException.class, () -> Examples.ofFeatures(new float[5], 3, TWO))
            .getMessage());
    assertEquals(
        "examples: expected 2 labels times 3 inputs, found 9 values",
        assertThrows(IllegalArgumentException.class, () -> Examples.ofPixels(new byte[9], 3, TWO))
            .getMessage());
  }
}
