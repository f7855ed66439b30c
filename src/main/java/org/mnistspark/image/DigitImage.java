package org.mnistspark.image;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A picture of one digit as an image of MNIST: 28 x 28 levels of ink, 0 for none and 255 for full.
 *
 * <p>An image of 28 x 28 pixels on black is one already and is taken as it is. Of any other:
 *
 * <ol>
 *   <li><b>Digit.</b> The picture, made smaller to at most {@value #VIEW} pixels a side, is parted
 *       into dark and light ({@link Edges}). Paper is what has the border ({@link Drawing});
 *       whether ink is the darker or the lighter only contrast tells. If the digit is small, or
 *       lies on a sheet within the picture, that part is looked at again, closer.
 *   <li><b>Ink.</b> The paper's level is the plane through all pixels that are surely paper. Ink is
 *       the distance from it, for dark ink in shares of the paper's level, because light falls on
 *       both; the level that all but a twentieth of the digit's pixels keep below is full.
 *   <li><b>Noise.</b> n is the distance from the plane that nine of ten pixels of paper keep; ink
 *       of at most 2n or a fifth of the full, whichever is more, is none. On even paper n is 0 and
 *       all ink counts. What is left counts where it hangs together with the digit.
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

  /** Longer side of what is looked at. */
  private static final int VIEW = 256;

  /**
   * Longer side of what is looked at closer: noise is less in fewer pixels, and a digit needs few.
   */
  private static final int CLOSER_VIEW = 128;

  /** Times that a part of a picture is looked at closer. */
  private static final int MAX_LOOKS = 4;

  /** Of a view's longer side: a smaller digit is looked at closer. */
  private static final double SMALL = 0.5;

  /** Of a digit's longer side, around it. */
  private static final double MARGIN = 0.2;

  /** Of a sheet's shorter side, that is left out at its edges. */
  private static final double RIM = 0.02;

  /** Levels of MNIST's form below this are nothing. */
  private static final int MIN_LEVEL = 16;

  private DigitImage() {}

  /**
   * Brings a digit into MNIST's form.
   *
   * @return [28, 28] row-major, unsigned levels of ink
   * @throws IOException if there is nothing in the picture
   */
  public static byte[] normalize(GreyImage image) throws IOException {
    if (isNormal(image)) {
      return image.copyOfLevels();
    }
    Box all = new Box(0, 0, image.width(), image.height());
    Box part = all;
    Optional<Boolean> lightInk = Optional.empty();
    for (int look = 1; ; look++) {
      int side = look == 1 ? VIEW : CLOSER_VIEW;
      int factor = (part.longer() + side - 1) / side;
      Levels view = image.reduced(part, factor);
      Drawing drawing = Drawing.of(view, lightInk);
      boolean again = look < MAX_LOOKS;
      if (again && drawing.sheet().isPresent()) {
        Box sheet = drawing.sheet().get();
        int rim = (int) Math.ceil(RIM * Math.min(sheet.width(), sheet.height()));
        part = enlarged(sheet.grown(-rim, view.whole()), factor, part);
        lightInk = Optional.of(!drawing.lightInk());
      } else if (again && factor > 1 && drawing.box().longer() < SMALL * view.whole().longer()) {
        int margin = (int) Math.ceil(MARGIN * drawing.box().longer());
        part = enlarged(drawing.box().grown(margin, view.whole()), factor, part);
        lightInk = Optional.of(drawing.lightInk());
      } else {
        return centred(patch(InkLevels.of(view, drawing)));
      }
    }
  }

  /** Whether it is of MNIST's form. */
  private static boolean isNormal(GreyImage image) {
    if (image.width() != SIDE || image.height() != SIDE) {
      return false;
    }
    byte[] levels = image.copyOfLevels();
    int[] sorted = new int[levels.length];
    int[] border = new int[4 * SIDE];
    for (int i = 0; i < SIDE; i++) {
      border[4 * i] = image.level(i, 0);
      border[4 * i + 1] = image.level(i, SIDE - 1);
      border[4 * i + 2] = image.level(0, i);
      border[4 * i + 3] = image.level(SIDE - 1, i);
    }
    for (int i = 0; i < levels.length; i++) {
      sorted[i] = levels[i] & 0xFF;
    }
    Arrays.sort(sorted);
    Arrays.sort(border);
    return border[border.length / 2] == 0
        && sorted[sorted.length / 2] == 0
        && sorted[sorted.length - 1] >= MIN_LEVEL;
  }

  /** A part of a view in pixels of the picture. */
  private static Box enlarged(Box part, int factor, Box view) {
    return new Box(
        view.left() + part.left() * factor,
        view.top() + part.top() * factor,
        Math.min(view.right(), view.left() + part.right() * factor),
        Math.min(view.bottom(), view.top() + part.bottom() * factor));
  }

  /** The ink's box in the patch's size. */
  private static Levels patch(Levels ink) {
    Box box = ink.box(i -> ink.values()[i] > 0);
    double scale = (double) BOX / box.longer();
    int width = (int) Math.max(1, Math.round(box.width() * scale));
    int height = (int) Math.max(1, Math.round(box.height() * scale));
    return ink.averaged(box, width, height);
  }

  private static byte[] centred(Levels patch) {
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
