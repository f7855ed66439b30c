package org.mnistspark.averaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mnistspark.mlp.Activation;
import org.mnistspark.mlp.BatchResult;
import org.mnistspark.mlp.Examples;
import org.mnistspark.mlp.GlorotUniform;
import org.mnistspark.mlp.Labels;
import org.mnistspark.mlp.Step;
import org.mnistspark.mlp.Topology;
import org.mnistspark.mlp.Updater;
import org.mnistspark.mlp.Workspace;

class ExamplesBuilderTest {
  private static final int INPUTS = 32;
  private static final int CLASSES = 3;
  private static final int EXAMPLES = 8;

  @Test
  void every8BitLevelStaysAByte() {
    float[] features = levels();
    Examples examples = build(features);
    assertEquals(256, examples.featureBytes());
    assertArrayEquals(trained(dense(features)), trained(examples));
  }

  @ParameterizedTest
  @ValueSource(
      floats = {
        0.5f,
        -1f / 255,
        256f / 255,
        2f,
        -0.5f,
        1e-9f,
        257f,
        1e20f,
        -1e20f,
        Float.MIN_VALUE
      })
  void theFirstOtherValueTurnsAllIntoFloatsAndLosesNothing(float other) {
    for (int at : new int[] {0, 1, 100, 255}) {
      float[] features = levels();
      features[at] = other;
      Examples examples = build(features);
      assertEquals(4 * 256, examples.featureBytes());
      assertArrayEquals(trained(dense(features)), trained(examples));
    }
  }

  @Test
  void theNextFloatToALevelIsNoLevel() {
    for (float level : levels()) {
      for (float other : new float[] {Math.nextUp(level), Math.nextDown(level)}) {
        ExamplesBuilder builder = new ExamplesBuilder(1, 2);
        builder.add(new float[] {other}, new float[] {1, 0});
        assertEquals(4, builder.build().featureBytes());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aValueThatIsNotFiniteIsKeptForTrainingToNotice(float other) {
    float[] features = levels();
    features[100] = other;
    Examples examples = build(features);
    assertEquals(4 * 256, examples.featureBytes());
    assertTrue(Arrays.stream(boxed(trained(examples))).anyMatch(weight -> weight.isNaN()));
  }

  @Test
  void staysFloatsAfterwards() {
    ExamplesBuilder builder = new ExamplesBuilder(1, 2);
    float[] label = {1, 0};
    builder.add(new float[] {1}, label);
    builder.add(new float[] {0.5f}, label);
    builder.add(new float[] {0}, label);
    assertEquals(12, builder.build().featureBytes());
  }

  @Test
  void manySmallAddsAreOneLargeOne() {
    int examples = 1_000;
    SplittableRandom random = new SplittableRandom(1);
    float[] features = new float[examples * INPUTS];
    for (int i = 0; i < features.length; i++) {
      features[i] = random.nextInt(256) / 255f;
    }
    float[] labels = oneHot(examples);
    ExamplesBuilder builder = new ExamplesBuilder(INPUTS, CLASSES);
    int count;
    for (int at = 0; at < examples; at += count) {
      count = Math.min(examples - at, random.nextInt(4)); // nothing, too
      builder.add(
          Arrays.copyOfRange(features, at * INPUTS, (at + count) * INPUTS),
          Arrays.copyOfRange(labels, at * CLASSES, (at + count) * CLASSES));
    }
    Examples built = builder.build();
    assertEquals(examples, built.size());
    assertEquals(features.length, built.featureBytes());
    Examples expected =
        Examples.ofFeatures(features, INPUTS, Labels.ofDistributions(labels, CLASSES));
    assertArrayEquals(trained(expected), trained(built));
  }

  @Test
  void oneHotLabelsBecomeClasses() {
    ExamplesBuilder builder = new ExamplesBuilder(1, 3);
    builder.add(new float[3], new float[] {0, 0, 1, 1, 0, 0, 0, 1, 0});
    Labels labels = builder.build().labels();
    assertArrayEquals(new int[] {2, 0, 1}, IntStream.range(0, 3).map(labels::classOf).toArray());
    assertEquals(3, labels.classes());
  }

  @Test
  void softLabelsStayDistributions() {
    float[] features = levels();
    float[] soft = oneHot(EXAMPLES);
    System.arraycopy(new float[] {0.25f, 0.5f, 0.25f}, 0, soft, 6, 3);
    ExamplesBuilder builder = new ExamplesBuilder(INPUTS, CLASSES);
    builder.add(features, soft);
    Examples expected =
        Examples.ofFeatures(features, INPUTS, Labels.ofDistributions(soft.clone(), CLASSES));
    float[] trained = trained(builder.build());
    assertArrayEquals(trained(expected), trained);
    assertNotEquals(trained(dense(features))[2], trained[2]);
  }

  @Test
  void keepsWhatItHasWhenItBuilds() {
    ExamplesBuilder builder = new ExamplesBuilder(2, 2);
    builder.add(new float[] {1, 0}, new float[] {1, 0});
    assertEquals(1, builder.build().size());
    builder.add(new float[] {0.5f, 0}, new float[] {0, 1});
    Examples both = builder.build();
    assertEquals(2, both.size());
    assertEquals(1, both.labels().classOf(1));
  }

  @Test
  void mayStayEmpty() {
    ExamplesBuilder builder = new ExamplesBuilder(784, 10);
    builder.add(new float[0], new float[0]);
    assertEquals(0, builder.build().size());
    assertEquals(784, builder.build().inputs());
    assertEquals(10, builder.build().labels().classes());
  }

  @Test
  void rejectsHalfExamplesAndOtherNumbersOfLabels() {
    ExamplesBuilder builder = new ExamplesBuilder(4, 3);
    builder.add(new float[4], new float[] {0, 1, 0});
    int[][] wrong = {{7, 3}, {3, 0}, {8, 3}, {4, 6}, {4, 2}, {0, 3}, {4, 0}};
    for (int[] lengths : wrong) {
      assertEquals(
          "expected examples of 4 features and 3 classes, found "
              + lengths[0]
              + " and "
              + lengths[1]
              + " values",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> builder.add(new float[lengths[0]], new float[lengths[1]]))
              .getMessage());
    }
    assertEquals(1, builder.build().size(), "nothing of them is kept");
  }

  @Test
  void rejectsMoreExamplesThanAnArrayHolds() {
    ExamplesBuilder builder = new ExamplesBuilder(4, 3, 43);
    builder.add(new float[4 * 9], new float[3 * 9]);
    assertEquals(
        "expected at most 10 examples of 4 features and 3 classes per worker, found at least 11; use more workers",
        assertThrows(IllegalArgumentException.class, () -> builder.add(new float[8], new float[6]))
            .getMessage());
    builder.add(new float[4], new float[3]);
    assertEquals(10, builder.build().size());
  }

  @Test
  void labelsLimitTheirNumberToo() {
    ExamplesBuilder builder = new ExamplesBuilder(1, 4, 43);
    assertEquals(
        "expected at most 10 examples of 1 features and 4 classes per worker, found at least 11; use more workers",
        assertThrows(
                IllegalArgumentException.class, () -> builder.add(new float[11], new float[44]))
            .getMessage());
  }

  /** All 256 levels, in 8 examples. */
  private static float[] levels() {
    float[] levels = new float[256];
    for (int k = 0; k < 256; k++) {
      levels[k] = k / 255f;
    }
    return levels;
  }

  private static float[] oneHot(int examples) {
    float[] labels = new float[examples * CLASSES];
    for (int i = 0; i < examples; i++) {
      labels[i * CLASSES + i % CLASSES] = 1;
    }
    return labels;
  }

  private static Examples build(float[] features) {
    ExamplesBuilder builder = new ExamplesBuilder(INPUTS, CLASSES);
    builder.add(features, oneHot(EXAMPLES));
    return builder.build();
  }

  private static Examples dense(float[] features) {
    Labels labels = Labels.ofDistributions(oneHot(features.length / INPUTS), CLASSES);
    return Examples.ofFeatures(features, INPUTS, labels);
  }

  /** Losses, then the weights after every example has been a minibatch of its own. */
  private static float[] trained(Examples examples) {
    Topology topology = new Topology(INPUTS, List.of(), Activation.IDENTITY, CLASSES);
    float[] weights = GlorotUniform.parameters(topology, 1);
    Step step = new Step(new Workspace(topology, 1), new Updater.Sgd(), 0);
    int[] order = IntStream.range(0, examples.size()).toArray();
    float[] result = new float[order.length + weights.length];
    for (int i = 0; i < order.length; i++) {
      BatchResult batch = step.train(weights, new float[0], examples, order, i, 1, 0.1, i);
      result[i] = (float) batch.lossSum();
    }
    System.arraycopy(weights, 0, result, order.length, weights.length);
    return result;
  }

  private static Float[] boxed(float[] values) {
    Float[] boxed = new Float[values.length];
    Arrays.setAll(boxed, i -> values[i]);
    return boxed;
  }
}
