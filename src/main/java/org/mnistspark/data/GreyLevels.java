package org.mnistspark.data;

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

  /** The feature that a byte stands for. */
  public static float of(byte level) {
    return LEVELS[level & 0xff];
  }

  /**
   * Decodes n levels; the table look-up gives exactly k / 255f, at a third of the cost of the
   * division.
   */
  public static void decode(byte[] pixels, int from, int n, float[] features, int to) {
    float[] levels = LEVELS;
    for (int i = 0; i < n; i++) {
      features[to + i] = levels[pixels[from + i] & 0xff];
    }
  }

  /** The level, 0 to 255, that is nearest to a feature. */
  public static int nearest(float feature) {
    // Not Math.round, which is slower; what is not a level shows in the comparison that follows.
    return Math.max(0, Math.min(255, (int) (feature * 255f + 0.5f)));
  }

  /** Whether a feature is a level. */
  public static boolean isLevel(float feature) {
    return LEVELS[nearest(feature)] == feature;
  }

  /**
   * Encodes features where each is a level; otherwise says so, and leaves the rest of pixels
   * undefined.
   */
  public static boolean encode(float[] features, byte[] pixels) {
    for (int i = 0; i < features.length; i++) {
      int level = nearest(features[i]);
      if (LEVELS[level] != features[i]) {
        return false;
      }
      pixels[i] = (byte) level;
    }
    return true;
  }
}
