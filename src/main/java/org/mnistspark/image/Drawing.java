package org.mnistspark.image;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.mnistspark.image.Regions.Region;

/**
 * Which pixels of a picture are a digit.
 *
 * @param lightInk whether the digit is lighter than its paper
 * @param ink [height, width] row-major: the digit's pixels
 * @param paper [height, width] row-major: pixels that are surely paper
 * @param box around the digit
 * @param sheet if there is no digit but a sheet of paper with one: its box
 */
@SuppressWarnings("ArrayRecordComponent") // As Levels.
record Drawing(boolean lightInk, boolean[] ink, boolean[] paper, Box box, Optional<Box> sheet) {
  /** Share of the border that is of one colour where that is surely the paper's. */
  private static final double MOST_OF_BORDER = 0.8;

  /** Of the picture's pixels: smaller regions are dust. */
  private static final double MIN_AREA = 0.001;

  /** Of the picture's longer side: what is in the middle and smaller is dust. */
  private static final double MIN_LENGTH = 0.04;

  /** Of the largest part of a digit: smaller ones are dust. */
  private static final double MIN_PART = 0.05;

  /** Share of a region's rim that is an edge; a shadow has less. */
  private static final double MIN_RIM = 0.25;

  /**
   * Finds the digit.
   *
   * @param lightInk if it is known
   * @throws IOException if there is nothing in the picture
   */
  static Drawing of(Levels levels, Optional<Boolean> lightInk) throws IOException {
    Edges edges = Edges.of(levels);
    Regions regions = Regions.of(edges.light(), levels.width());
    boolean light = lightInk.orElseGet(() -> !lightPaper(edges.light(), regions, levels));
    Optional<Box> sheet = sheet(regions, light, levels);
    if (sheet.isPresent()) {
      return new Drawing(light, new boolean[0], new boolean[0], sheet.get(), sheet);
    }
    List<Region> parts = parts(regions, light, edges, levels);
    boolean[] isInk = new boolean[regions.all().size()];
    parts.forEach(part -> isInk[part.number()] = true);
    boolean[] ink = new boolean[edges.light().length];
    boolean[] inkSide = new boolean[ink.length];
    for (int i = 0; i < ink.length; i++) {
      ink[i] = isInk[regions.labels()[i]];
      inkSide[i] = edges.light()[i] == light;
    }
    boolean[] paper = Edges.grown(Edges.grown(inkSide, levels.width()), levels.width());
    for (int i = 0; i < paper.length; i++) {
      paper[i] = !paper[i];
    }
    Box box = parts.stream().map(Region::box).reduce(Box::with).orElseThrow();
    return new Drawing(light, ink, paper, box, sheet);
  }

  /**
   * The paper has most of the border. If neither colour has, the picture is cut to the digit, whose
   * strokes hang together and cut the paper at the border into pieces.
   */
  private static boolean lightPaper(boolean[] light, Regions regions, Levels levels) {
    int border = 0;
    int lightBorder = 0;
    for (int i = 0; i < light.length; i++) {
      int x = i % levels.width();
      int y = i / levels.width();
      if (x == 0 || y == 0 || x == levels.width() - 1 || y == levels.height() - 1) {
        border++;
        lightBorder += light[i] ? 1 : 0;
      }
    }
    double share = (double) lightBorder / border;
    if (share >= MOST_OF_BORDER || share <= 1 - MOST_OF_BORDER) {
      return share > 0.5;
    }
    int pieces = 0;
    for (Region region : regions.all()) {
      if (region.touching() && region.area() >= MIN_AREA * light.length) {
        pieces += region.colour() ? 1 : -1;
      }
    }
    return pieces == 0 ? share > 0.5 : pieces > 0;
  }

  /** Regions of the ink's colour, the largest first, that are parts of a digit. */
  private static List<Region> parts(Regions regions, boolean light, Edges edges, Levels levels)
      throws IOException {
    boolean[] sharp = Edges.grown(edges.edge(), levels.width());
    double[] rims = rims(regions, sharp, levels.width());
    List<Region> drawn =
        regions.all().stream()
            .filter(region -> region.colour() == light && rims[region.number()] >= MIN_RIM)
            .sorted(Comparator.comparingInt(Region::area).reversed())
            .toList();
    // What reaches the border is the table under the sheet or the like if there is anything else.
    double longer = levels.whole().longer();
    List<Region> inside =
        drawn.stream()
            .filter(region -> !region.touching() && region.box().longer() >= MIN_LENGTH * longer)
            .toList();
    List<Region> candidates = inside.isEmpty() ? drawn : inside;
    if (candidates.isEmpty()) {
      throw new IOException("nothing drawn in it that is a digit");
    }
    return candidates.stream()
        .filter(region -> region.area() >= MIN_PART * candidates.get(0).area())
        .toList();
  }

  /** Of each region the share of its pixels beside others that are at or beside an edge. */
  private static double[] rims(Regions regions, boolean[] sharp, int width) {
    int count = regions.all().size();
    int[] rim = new int[count];
    int[] sharpRim = new int[count];
    int[] labels = regions.labels();
    for (int i = 0; i < labels.length; i++) {
      boolean beside =
          (i % width > 0 && labels[i - 1] != labels[i])
              || (i % width < width - 1 && labels[i + 1] != labels[i])
              || (i >= width && labels[i - width] != labels[i])
              || (i < labels.length - width && labels[i + width] != labels[i]);
      if (beside) {
        rim[labels[i]]++;
        sharpRim[labels[i]] += sharp[i] ? 1 : 0;
      }
    }
    double[] shares = new double[count];
    for (int region = 0; region < count; region++) {
      shares[region] = rim[region] == 0 ? 0 : (double) sharpRim[region] / rim[region];
    }
    return shares;
  }

  /** A sheet of paper in the ink's colour with something on it, as in a frame or on a table. */
  private static Optional<Box> sheet(Regions regions, boolean light, Levels levels) {
    return regions.all().stream()
        .filter(region -> region.colour() == light)
        .max(Comparator.comparingInt(Region::area))
        .filter(region -> new Sheet(regions, region, levels.width()).isSheet())
        .map(Region::box);
  }
}
