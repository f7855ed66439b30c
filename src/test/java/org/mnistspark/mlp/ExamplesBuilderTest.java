package org.mnistspark.mlp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class ExamplesBuilderTest {

  private static final float[] PICTURE = {0f, 1f, 128 / 255f, 3 / 255f};
  private static final float[] NO_PICTURE = {0.3f, -1f};

  @Test
  void keepsPicturesAsBytes() {
    Examples examples =
        new ExamplesBuilder(2, 2)
            .add(PICTURE, new float[] {1, 0, 0, 1})
            .add(new float[] {5 / 255f, 6 / 255f}, new float[] {0, 1})
            .build();
    assertEquals(6, examples.featureBytes());
    assertArrayEquals(
        new float[] {0f, 1f, 128 / 255f, 3 / 255f, 5 / 255f, 6 / 255f}, features(examples));
    assertEquals(0, examples.labels().classOf(0));
    assertEquals(1, examples.labels().classOf(2));
  }

  @Test
  void keepsOtherFeaturesAsTheyAre() {
    Examples examples =
        new ExamplesBuilder(2, 2)
            .add(PICTURE, new float[] {1, 0, 0, 1})
            .add(NO_PICTURE, new float[] {0.5f, 0.5f})
            .add(PICTURE, new float[] {1, 0, 0, 1})
            .build();
    assertEquals(40, examples.featureBytes());
    assertArrayEquals(
        new float[] {0f, 1f, 128 / 255f, 3 / 255f, 0.3f, -1f, 0f, 1f, 128 / 255f, 3 / 255f},
        features(examples));
  }

  @Test
  void everyLevelComesBack() {
    byte[] pixels = new byte[256];
    for (int k = 0; k < 256; k++) {
      pixels[k] = (byte) k;
    }
    byte[] again = new byte[256];
    assertEquals(true, GreyLevels.encode(GreyLevels.decode(pixels), again));
    assertArrayEquals(pixels, again);
    assertEquals(false, GreyLevels.encode(new float[] {Float.NaN}, again));
    assertEquals(false, GreyLevels.encode(new float[] {256 / 255f}, again));
  }

  @Test
  void anEmptyBlockHasNoExamples() {
    assertEquals(0, new ExamplesBuilder(2, 2).build().size());
  }

  @Test
  void rejectsPartsThatDoNotFitTogether() {
    assertEquals(
        "part: expected rows of 2 features and 2 labels, found 4 features and 2 labels",
        assertThrows(
                IllegalArgumentException.class,
                () -> new ExamplesBuilder(2, 2).add(PICTURE, new float[] {0, 1}))
            .getMessage());
  }

  private static float[] features(Examples examples) {
    int n = examples.size();
    FloatBuffer target = FloatBuffer.allocate(n * examples.inputs());
    examples.gather(Fixtures.inOrder(n), 0, n, target, new Examples.Scratch(n, examples.inputs()));
    return target.array();
  }

  @Test
  void saysHowManyExamplesABlockCanHave() {
    ExamplesBuilder builder = new ExamplesBuilder(3, 2, 10);
    builder.add(new float[9], new float[6]);

    String message =
        assertThrows(IllegalArgumentException.class, () -> builder.add(new float[3], new float[2]))
            .getMessage();

    assertEquals(
        "block: expected at most 3 examples of 3 features and 2 classes, found 4; use more workers",
        message);
  }
}
