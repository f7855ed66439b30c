package org.mnistspark.dl4j;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.mnistspark.data.FeatureMap;
import org.mnistspark.data.Signature;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A normalizer of features as DL4J saves it with a model: {@code (x - shift) / divisor * factor +
 * offset}, each step rounded to float as DL4J does (nd4j-api, {@code
 * org.nd4j.linalg.dataset.api.preprocessor}).
 */
public final class FeatureNormalizer implements FeatureMap {
  private static final long serialVersionUID = 1L;

  /** What DL4J widens ranges and deviations to that are smaller, Nd4j.EPS_THRESHOLD. */
  private static final double EPSILON = 1e-5;

  private static final float WHITE = 255;

  /** Room for a range that was widened. */
  private static final float TOLERANCE = 1e-3f;

  private final String name;
  private final float[] shift; // per feature, or one for all
  private final float[] divisor; // as many
  private final float factor;
  private final float offset;
  private final float lowest; // of the statistics that it was fitted to
  private final float highest;
  private final float[] upper; // maxima, for DL4J's own; empty of other than minima and maxima

  private FeatureNormalizer(
      String name,
      float[] shift,
      float[] divisor,
      float factor,
      float offset,
      float lowest,
      float highest,
      float[] upper) {
    this.name = name;
    this.shift = shift;
    this.divisor = divisor;
    this.factor = factor;
    this.offset = offset;
    this.lowest = lowest;
    this.highest = highest;
    this.upper = upper;
  }

  /**
   * Brings every feature to mean 0 and deviation 1, as DL4J's NormalizerStandardize. A feature that
   * does not vary is shifted, but not scaled.
   *
   * @param mean of each feature
   * @param deviation of each feature, standard
   */
  public static FeatureNormalizer standardize(double[] mean, double[] deviation) {
    float[] divisor = floats(deviation);
    for (int i = 0; i < divisor.length; i++) {
      divisor[i] = divisor[i] <= (float) EPSILON ? 1 : divisor[i];
    }
    return new FeatureNormalizer(
        "NormalizerStandardize",
        floats(mean),
        divisor,
        1,
        0,
        lowest(mean),
        highest(mean),
        new float[0]);
  }

  /**
   * DL4J's NormalizerMinMaxScaler.
   *
   * @param single whether the statistics are floats, which DL4J then computes with
   */
  static FeatureNormalizer minMax(
      double[] min, double[] max, boolean single, double targetMin, double targetMax) {
    float[] divisor = new float[min.length];
    for (int i = 0; i < divisor.length; i++) {
      divisor[i] = (float) (single ? range((float) min[i], (float) max[i]) : range(min[i], max[i]));
    }
    return new FeatureNormalizer(
        "NormalizerMinMaxScaler",
        floats(min),
        divisor,
        (float) (Math.max(targetMax, targetMin + EPSILON) - targetMin),
        (float) targetMin,
        lowest(min),
        highest(max),
        floats(max));
  }

  /**
   * Brings every feature to [0,1], as DL4J's NormalizerMinMaxScaler.
   *
   * @param min of each feature
   * @param max of each feature
   */
  public static FeatureNormalizer minMax(double[] min, double[] max) {
    return minMax(min, max, true, 0, 1);
  }

  /**
   * DL4J's ImagePreProcessingScaler, which divides by the largest pixel value first: that is 1
   * here.
   */
  static FeatureNormalizer image(double targetMin, double targetMax) {
    return new FeatureNormalizer(
        "ImagePreProcessingScaler",
        new float[1],
        new float[] {1},
        (float) (targetMax - targetMin),
        (float) targetMin,
        0,
        1,
        new float[0]);
  }

  private static float range(float min, float max) {
    float range = max - min;
    float widened = max + ((float) EPSILON - range);
    return range < (float) EPSILON ? widened - min : range;
  }

  private static double range(double min, double max) {
    double range = max - min;
    double widened = max + (EPSILON - range);
    return range < EPSILON ? widened - min : range;
  }

  private static float[] floats(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }

  private static float lowest(double[] values) {
    return (float) Arrays.stream(values).min().orElseThrow();
  }

  private static float highest(double[] values) {
    return (float) Arrays.stream(values).max().orElseThrow();
  }

  /** DL4J's name of it. */
  public String name() {
    return name;
  }

  /** What it subtracts first: a value per feature, or one for all. */
  public float[] shift() {
    return shift.clone();
  }

  /** What it then divides by: as many values. */
  public float[] divisor() {
    return divisor.clone();
  }

  /** What it then multiplies all features by. */
  public float factor() {
    return factor;
  }

  /** What it adds to all features last. */
  public float offset() {
    return offset;
  }

  /** What it was fitted to, for messages: the least and the largest of its statistics. */
  String range() {
    return lowest + " to " + highest;
  }

  /** The first feature that it divides by 0, which happens where rounding loses a range. */
  OptionalInt dividedByZero() {
    return IntStream.range(0, divisor.length).filter(i -> divisor[i] == 0).findFirst();
  }

  /** Whether it takes features in [0,1]. */
  public boolean takesPixels() {
    return lowest >= 0 && highest <= 1 + TOLERANCE;
  }

  /** In words, the unit of the features that a model takes with this normalizer, or with none. */
  public static String unit(Signature signature, Optional<FeatureNormalizer> normalizer) {
    return signature.isImage() && normalizer.map(FeatureNormalizer::takesPixels).orElse(true)
        ? "pixels from 0 to 1, row by row"
        : "as in the data that the model was trained on";
  }

  /**
   * The normalizer for pixels in [0,1]: this one, or if it was fitted to grey levels up to 255 the
   * same in units of them; empty if it was fitted to anything else.
   */
  Optional<FeatureNormalizer> forPixels() {
    if (takesPixels()) {
      return Optional.of(this);
    }
    if (lowest < 0 || highest > WHITE + TOLERANCE) {
      return Optional.empty();
    }
    return Optional.of(
        new FeatureNormalizer(
            name,
            divided(shift),
            divided(divisor),
            factor,
            offset,
            lowest / WHITE,
            highest / WHITE,
            divided(upper)));
  }

  private static float[] divided(float[] values) {
    float[] result = values.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] /= WHITE;
    }
    return result;
  }

  @Override
  public float apply(int feature, float value) {
    return normalized(feature % shift.length, value);
  }

  private float normalized(int i, float value) {
    return (value - shift[i]) / divisor[i] * factor + offset;
  }

  @Override
  public float[] apply(float[] features, int count) {
    float[] result = new float[count];
    for (int at = 0; at < count; at += shift.length) {
      for (int i = 0; i < shift.length; i++) {
        result[at + i] = normalized(i, features[at + i]);
      }
    }
    return result;
  }

  @Override
  public boolean keepsZeros() {
    return IntStream.range(0, shift.length).allMatch(i -> apply(i, 0) == 0);
  }

  /** DL4J's own, to be saved with a model; of those that were fitted here. */
  DataNormalization dl4j() {
    if (upper.length == 0) {
      return new NormalizerStandardize(row(shift), row(divisor));
    }
    NormalizerMinMaxScaler scaler = new NormalizerMinMaxScaler();
    scaler.setFeatureStats(row(shift), row(upper));
    return scaler;
  }

  private static INDArray row(float[] values) {
    return Nd4j.create(new float[][] {values});
  }
}
