package org.mnistspark.image;

import java.io.IOException;
import java.util.Arrays;

/**
 * Where a picture is parted into dark and light: by levels at its edges, not by those of all
 * pixels, because there are as many dark as light ones beside an edge, however small the digit
 * (Gonzalez and Woods: Digital Image Processing, 10.3, "Using edges to improve global image
 * thresholding").
 *
 * <ol>
 *   <li>The gradient by Sobel's operator. An edge has at least half of what the strongest have.
 *   <li>Halfway between the darkest and the lightest level beside an edge is halfway between ink
 *       and paper, wherever on unevenly lit paper that is. A surface through them parts dark from
 *       light (Yanowitz and Bruckstein: A New Method for Image Segmentation, 1989); here a plane.
 *       Light that changes slowly has no edges.
 *   <li>Contrast is how far apart the means of dark and light beside edges are. It must be more
 *       than that of noise, whose size the evenest parts of the picture tell.
 * </ol>
 *
 * @param light [height, width] row-major: whether a pixel is above the surface
 * @param edge [height, width] row-major
 */
@SuppressWarnings("ArrayRecordComponent") // As Levels.
record Edges(boolean[] light, boolean[] edge) {
  /** Fewer levels between ink and paper are no drawing. */
  private static final double MIN_CONTRAST = 12;

  /**
   * Noise has edges, too: contrast in standard deviations. White noise comes to at most 2, noise
   * that is smeared over three pixels to at most 3.3.
   */
  private static final double MIN_CONTRAST_TO_NOISE = 3.5;

  /** The strongest gradients are noise's; this many are left out of account. */
  private static final int STRONGEST = 32;

  /** Edges over less than this part of the picture tell no slope. */
  private static final int SPREAD = 20;

  /** Of nine even pixels with noise, the tenth of the deviations that are least is this much. */
  private static final double MIN_DEVIATION = 0.66;

  /**
   * Parts a picture.
   *
   * @throws IOException if there is nothing in it
   */
  static Edges of(Levels levels) throws IOException {
    float[] gradient = gradient(levels);
    float[] sorted = gradient.clone();
    Arrays.sort(sorted);
    float strong = sorted[Math.max(0, sorted.length - STRONGEST)];
    boolean[] edge = new boolean[gradient.length];
    for (int i = 0; i < edge.length; i++) {
      edge[i] = gradient[i] > 0 && gradient[i] >= strong / 2;
    }
    if (strong <= 0) {
      throw nothing();
    }
    // Where edges are in one spot, noise in them must not tilt all of the picture.
    double spread = (double) levels.whole().longer() / SPREAD;
    Plane middle = Plane.fit(middles(levels), i -> edge[i], spread * spread);
    boolean[] light = new boolean[edge.length];
    for (int i = 0; i < light.length; i++) {
      light[i] = levels.values()[i] > middle.at(i % levels.width(), i / levels.width());
    }
    Edges found = new Edges(light, edge);
    double contrast = found.contrast(levels, middle);
    if (contrast < MIN_CONTRAST || contrast < MIN_CONTRAST_TO_NOISE * noise(levels)) {
      throw nothing();
    }
    return found;
  }

  /** What is said of a picture without a drawing. */
  static IOException nothing() {
    return new IOException("nothing drawn in it: all pixels are of nearly the same grey");
  }

  private static float[] gradient(Levels levels) {
    float[] gradient = new float[levels.values().length];
    for (int y = 0; y < levels.height(); y++) {
      for (int x = 0; x < levels.width(); x++) {
        float west =
            levels.near(x - 1, y - 1) + 2 * levels.near(x - 1, y) + levels.near(x - 1, y + 1);
        float east =
            levels.near(x + 1, y - 1) + 2 * levels.near(x + 1, y) + levels.near(x + 1, y + 1);
        float north =
            levels.near(x - 1, y - 1) + 2 * levels.near(x, y - 1) + levels.near(x + 1, y - 1);
        float south =
            levels.near(x - 1, y + 1) + 2 * levels.near(x, y + 1) + levels.near(x + 1, y + 1);
        gradient[y * levels.width() + x] = (float) Math.hypot(east - west, south - north);
      }
    }
    return gradient;
  }

  /** Halfway between the darkest and the lightest of the 3 x 3 pixels around each. */
  private static Levels middles(Levels levels) {
    Levels middles = new Levels(levels.width(), levels.height());
    for (int y = 0; y < levels.height(); y++) {
      for (int x = 0; x < levels.width(); x++) {
        float darkest = levels.at(x, y);
        float lightest = darkest;
        for (int p = 0; p < 9; p++) {
          float level = levels.near(x - 1 + p % 3, y - 1 + p / 3);
          darkest = Math.min(darkest, level);
          lightest = Math.max(lightest, level);
        }
        middles.values()[y * levels.width() + x] = (darkest + lightest) / 2;
      }
    }
    return middles;
  }

  /** Between the means of light and dark pixels that are at or beside an edge. */
  private double contrast(Levels levels, Plane middle) {
    boolean[] beside = grown(edge, levels.width());
    double[] sums = new double[2];
    long[] counts = new long[2];
    for (int i = 0; i < beside.length; i++) {
      if (beside[i]) {
        int side = light[i] ? 1 : 0;
        sums[side] += levels.values()[i] - middle.at(i % levels.width(), i / levels.width());
        counts[side]++;
      }
    }
    return counts[0] == 0 || counts[1] == 0 ? 0 : sums[1] / counts[1] - sums[0] / counts[0];
  }

  /** With all pixels beside those that are set. */
  static boolean[] grown(boolean[] set, int width) {
    int height = set.length / width;
    boolean[] grown = new boolean[set.length];
    for (int i = 0; i < set.length; i++) {
      if (set[i]) {
        int x = i % width;
        int y = i / width;
        for (int ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
          Arrays.fill(
              grown, ny * width + Math.max(0, x - 1), ny * width + Math.min(width, x + 2), true);
        }
      }
    }
    return grown;
  }

  /** Standard deviation of noise: of 3 x 3 pixels where the picture is evenest. */
  private static double noise(Levels levels) {
    int columns = levels.width() / 3;
    int rows = levels.height() / 3;
    if (columns * rows < 10) {
      return 0;
    }
    double[] deviations = new double[columns * rows];
    for (int i = 0; i < deviations.length; i++) {
      double sum = 0;
      double squares = 0;
      for (int p = 0; p < 9; p++) {
        double level = levels.at(i % columns * 3 + p % 3, i / columns * 3 + p / 3);
        sum += level;
        squares += level * level;
      }
      deviations[i] = Math.sqrt(Math.max(0, squares - sum * sum / 9) / 8);
    }
    Arrays.sort(deviations);
    return deviations[deviations.length / 10] / MIN_DEVIATION;
  }
}
