package org.mnistspark.image;

import java.io.IOException;
import java.util.function.IntPredicate;

/** How much ink lies where: 0 for none, 255 for full; see {@link DigitImage}. */
final class InkLevels {
  private static final int FULL = 255;

  /** Pixels of paper that tell its plane; with fewer it has one level. */
  private static final int MIN_PAPER = 50;

  /** Less is no ink, even on even paper: what rounding leaves. */
  private static final double LEAST = 0.5;

  private static final double MEDIAN = 0.5;
  private static final double FULL_SHARE = 0.95;
  private static final double NOISE_SHARE = 0.9;

  private InkLevels() {}

  /**
   * Measures the ink of a drawing.
   *
   * @throws IOException if it is not on its paper's other side
   */
  static Levels of(Levels view, Drawing drawing) throws IOException {
    int sure = 0;
    for (boolean paper : drawing.paper()) {
      sure += paper ? 1 : 0;
    }
    // A picture that is cut to the digit shows little paper.
    boolean plane = sure >= MIN_PAPER;
    IntPredicate paper = plane ? i -> drawing.paper()[i] : i -> !drawing.ink()[i];
    Levels distances = distances(view, drawing, paper, plane);
    float[] values = distances.values();
    double noise = Quantile.of(absolute(values), paper, NOISE_SHARE);
    double full = Quantile.of(values, i -> drawing.ink()[i], noise > LEAST ? FULL_SHARE : 1);
    if (full <= LEAST) {
      throw Edges.nothing();
    }
    double none = noise > LEAST ? Math.min(Math.max(2 * noise, full / 5), full / 2) : LEAST;
    boolean[] counts = new boolean[values.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = drawing.ink()[i] || values[i] > none;
    }
    boolean[] digit = connected(counts, drawing.ink(), view.width());
    for (int i = 0; i < values.length; i++) {
      values[i] = digit[i] ? (float) Math.max(0, Math.min(FULL, values[i] * FULL / full)) : 0;
    }
    return distances;
  }

  /** From the paper, in levels, positive on the ink's side. */
  private static Levels distances(Levels view, Drawing drawing, IntPredicate paper, boolean plane) {
    Plane level =
        plane
            ? Plane.robust(view, paper)
            : new Plane(Quantile.of(view.values(), paper, MEDIAN), 0, 0);
    Levels distances = new Levels(view.width(), view.height());
    for (int i = 0; i < distances.values().length; i++) {
      double here = level.at(i % view.width(), i / view.width());
      double distance =
          drawing.lightInk()
              ? view.values()[i] - here
              : FULL * (1 - view.values()[i] / Math.max(1, here));
      distances.values()[i] = (float) distance;
    }
    return distances;
  }

  private static float[] absolute(float[] values) {
    float[] absolute = values.clone();
    for (int i = 0; i < absolute.length; i++) {
      absolute[i] = Math.abs(absolute[i]);
    }
    return absolute;
  }

  /** The pixels that count and hang together with the digit's, which are among them. */
  private static boolean[] connected(boolean[] counts, boolean[] ink, int width) {
    Regions regions = Regions.of(counts, width);
    boolean[] wanted = new boolean[regions.all().size()];
    for (int i = 0; i < ink.length; i++) {
      wanted[regions.labels()[i]] |= ink[i];
    }
    boolean[] digit = new boolean[ink.length];
    for (int i = 0; i < digit.length; i++) {
      digit[i] = wanted[regions.labels()[i]];
    }
    return digit;
  }
}
