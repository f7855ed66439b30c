package org.mnistspark.image;

import java.io.IOException;
import java.util.Arrays;

/**
 * A picture of one digit as an image of MNIST: 28 x 28 levels of ink, 0 for none and 255 for full.
 *
 * <p>An image of 28 x 28 pixels on black is one already and is taken as it is. Of any other:
 *
 * <ol>
 *   <li><b>Polarity.</b> The background is the median b of the pixels along the border; from 128 up
 *       it is light paper with dark ink, below the other way round. Ink is the distance from b on
 *       the ink's side.
 *   <li><b>Noise.</b> n is the distance from b that nine of ten border pixels keep; ink of at most
 *       4n or a fifth of the most, whichever is more, and never more than half of the most, is
 *       none. On an even background n is 0 and all ink counts. The rest is scaled so that the most
 *       ink is 255.
 *   <li><b>Box.</b> The smallest rectangle around all ink, w x h, is scaled by 20 / max(w, h) to a
 *       patch of round(w s) x round(h s) pixels, each of at least 1. A pixel of the patch is the
 *       mean over the area that it covers.
 *   <li><b>Centre.</b> The patch moves by whole pixels so that its centre of mass, pixels counted
 *       from 0, comes next to (14, 14); at the rim it stays inside.
 * </ol>
 *
 * <p>The last two are what MNIST's authors say they did (Y. LeCun, C. Cortes, C. Burges: <a
 * href="http://yann.lecun.com/exdb/mnist/">The MNIST database</a>): an image of theirs, enlarged by
 * a whole factor and printed black on white, comes back as it was.
 */
public final class DigitImage {
  /** Pixels per row and per column. */
  public static final int SIDE = 28;

  /** Longer side of the digit's box. */
  private static final int BOX = 20;

  private static final int LIGHT = 128;

  /** Less difference than this between ink and background is no digit. */
  private static final int LEAST_CONTRAST = 16;

  private DigitImage() {}

  /**
   * Brings a digit into MNIST's form.
   *
   * @return [28, 28] row-major, unsigned levels of ink
   * @throws IOException if there is nothing in the picture
   */
  public static byte[] normalize(GreyImage image) throws IOException {
    int[] border = border(image);
    Arrays.sort(border);
    int background = border[border.length / 2];
    if (image.width() == SIDE && image.height() == SIDE && background == 0) {
      return image.copyOfLevels();
    }
    Ink ink = Ink.of(image, background, background >= LIGHT ? -1 : 1);
    if (ink.most() < LEAST_CONTRAST) {
      throw new IOException("nothing drawn in it: all pixels are of nearly the same grey");
    }
    return centred(patch(ink.without(noise(border, background))));
  }

  private static int[] border(GreyImage image) {
    int width = image.width();
    int height = image.height();
    int[] border = new int[2 * (width + height)];
    for (int x = 0; x < width; x++) {
      border[x] = image.level(x, 0);
      border[width + x] = image.level(x, height - 1);
    }
    for (int y = 0; y < height; y++) {
      border[2 * width + y] = image.level(0, y);
      border[2 * width + height + y] = image.level(width - 1, y);
    }
    return border;
  }

  private static int noise(int[] border, int background) {
    int[] distances = Arrays.stream(border).map(v -> Math.abs(v - background)).sorted().toArray();
    return distances[distances.length * 9 / 10];
  }

  /** The ink's box in the patch's size. */
  private static Ink patch(Ink ink) {
    Ink box = ink.box();
    double scale = (double) BOX / Math.max(box.width(), box.height());
    int width = (int) Math.max(1, Math.round(box.width() * scale));
    int height = (int) Math.max(1, Math.round(box.height() * scale));
    return box.averaged(width, height);
  }

  private static byte[] centred(Ink patch) {
    double mass = 0;
    double massX = 0;
    double massY = 0;
    for (int y = 0; y < patch.height(); y++) {
      for (int x = 0; x < patch.width(); x++) {
        double ink = patch.at(x, y);
        mass += ink;
        massX += ink * x;
        massY += ink * y;
      }
    }
    int left = place(massX / mass, patch.width());
    int top = place(massY / mass, patch.height());
    byte[] pixels = new byte[SIDE * SIDE];
    for (int y = 0; y < patch.height(); y++) {
      for (int x = 0; x < patch.width(); x++) {
        pixels[(top + y) * SIDE + left + x] = (byte) Math.round(patch.at(x, y));
      }
    }
    return pixels;
  }

  private static int place(double centre, int size) {
    long start = Math.round(SIDE / 2 - centre);
    return (int) Math.max(0, Math.min(SIDE - size, start));
  }
}
