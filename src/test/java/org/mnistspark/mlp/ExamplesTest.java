package org.mnistspark.mlp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExamplesTest {
  private static final float[] FEATURES = {0f, 1f, 128 / 255f, 3 / 255f, 5 / 255f, 6 / 255f};
  private static final float[] LABELS = {1, 0, 0, 1, 0, 1};

  @Test
  void everyGreyLevelIsItsShareOf255() {
    byte[] pixels = new byte[512];
    for (int i = 0; i < 512; i++) {
      pixels[i] = (byte) i;
    }
    float[] features = features(Fixtures.greyExamples(pixels, 256, new int[] {0, 1}, 2), 1);
    for (int i = 0; i < 256; i++) {
      assertEquals(i / 255f, features[i]);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "true,true,true",
    "true,false,true",
    "false,true,true",
    "false,false,true",
    "true,true,false",
    "true,false,false",
    "false,true,false",
    "false,false,false"
  })
  void anyFormatGivesTheSameFeaturesAndLabels(boolean levels, boolean hard, boolean sparse) {
    Examples examples = Examples.of(new RowFormat(2, 2, levels, hard, sparse), FEATURES, LABELS);

    assertEquals(3, examples.size());
    assertArrayEquals(FEATURES, features(examples, 0, 1, 2));
    float[] targets = new float[4];
    examples.gatherLabels(new int[] {9, 2, 0}, 1, 2, targets);
    assertArrayEquals(new float[] {0, 1, 1, 0}, targets); // columns
    assertEquals(0, examples.classOf(0));
    assertEquals(1, examples.classOf(2));
  }

  @Test
  void softLabelsStayAsTheyAre() {
    float[] labels = {0.25f, 0.75f, 0.5f, 0.5f, 0, 1};
    Examples examples = Examples.of(new RowFormat(2, 2, true, false, true), FEATURES, labels);
    float[] targets = new float[4];

    examples.gatherLabels(new int[] {1, 0}, 0, 2, targets);

    assertArrayEquals(new float[] {0.5f, 0.25f, 0.5f, 0.75f}, targets);
    assertEquals(1, examples.classOf(0));
    assertEquals(0, examples.classOf(1)); // the first of two
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void rowsMayBeSpreadOverBuffers(boolean levels) {
    RowFormat format = new RowFormat(2, 2, levels, true, false);
    int bytes = format.maxBytes();
    ByteBuffer first = ByteBuffer.allocate(2 * bytes).order(ByteOrder.nativeOrder());
    ByteBuffer second = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    format.write(new float[] {0, 1}, new float[] {1, 0}, first);
    format.write(new float[] {1, 0}, new float[] {0, 1}, first);
    format.write(new float[] {1, 1}, new float[] {0, 1}, second);

    Examples examples = new Examples(format, 3, 2, List.of(first, second));

    assertArrayEquals(new float[] {1, 1, 1, 0, 0, 1}, features(examples, 2, 1, 0));
    assertEquals(1, examples.classOf(2));
    assertEquals(0, examples.classOf(0));
  }

  @Test
  void rejectsTooFewAndTooManyValues() {
    RowFormat format = RowFormat.smallest(3, 2);
    assertEquals(
        "examples: expected rows of 3 features and 2 label values, found 5 and 4 values",
        message(() -> Examples.of(format, new float[5], new float[4])));
    assertEquals(
        "examples: expected rows of 3 features and 2 label values, found 9 and 4 values",
        message(() -> Examples.of(format, new float[9], new float[4])));
    assertEquals(
        "examples: expected 2 dense rows of 7 bytes, found 15 bytes of " + format.withSparse(false),
        message(
            () -> new Examples(format.withSparse(false), 2, 2, List.of(ByteBuffer.allocate(15)))));
  }

  private static String message(Runnable action) {
    return assertThrows(IllegalArgumentException.class, action::run).getMessage();
  }

  private static float[] features(Examples examples, int... rows) {
    return Fixtures.gathered(examples, rows);
  }
}
