package org.mnistspark.mlp;

/** Features k / 255 as unsigned bytes k, and back to the same bits. */
public final class GreyLevels {

  private static final float[] LEVELS = levels();

  private GreyLevels() {}

  private static float[] levels() {
    float[] levels = new float[256];
    for (int k = 0; k < levels.length; k++) {
      levels[k] = k / 255f;
    }
    return levels;
  }

  /**
   * Decodes n levels; the table look-up gives exactly k / 255f, at a third of the cost of the
   * division.
   */
  static void decode(byte[] pixels, int from, int n, float[] features) {
    decode(pixels, from, n, features, 0);
  }

  /** Decodes n levels from {@code pixels[from]} on to {@code features[at]} on. */
  public static void decode(byte[] pixels, int from, int n, float[] features, int at) {
    float[] levels = LEVELS;
    for (int i = 0; i < n; i++) {
      features[at + i] = levels[pixels[from + i] & 0xff];
    }
  }

  static float[] decode(byte[] pixels) {
    float[] features = new float[pixels.length];
    decode(pixels, 0, pixels.length, features);
    return features;
  }

  /**
   * Encodes features where each is a level; otherwise says so, and leaves the rest of pixels
   * undefined.
   */
  public static boolean encode(float[] features, byte[] pixels) {
    for (int i = 0; i < features.length; i++) {
      int level = Math.max(0, Math.min(255, Math.round(features[i] * 255f)));
      if (LEVELS[level] != features[i]) {
        return false;
      }
      pixels[i] = (byte) level;
    }
    return true;
  }
}
