package org.mnistspark.data;

/** Divides by 255. */
final class GreyLevelMap implements FeatureMap {
  private static final long serialVersionUID = 1L;

  private static final float WHITE = 255;

  @Override
  public float apply(int feature, float value) {
    return value / WHITE;
  }

  @Override
  public float[] apply(float[] features, int count) {
    float[] result = new float[count];
    for (int i = 0; i < count; i++) {
      result[i] = features[i] / WHITE;
    }
    return result;
  }

  @Override
  public boolean keepsZeros() {
    return true;
  }
}
