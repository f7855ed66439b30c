package org.mnistspark.report;

import java.awt.Color;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Colours of the charts. They are drawn in those of light mode, each used for one purpose alone, so
 * that a chart inside the page can name the page's CSS variable instead and follow its dark mode.
 */
enum Palette {
  /** Text and what matters. */
  INK(0x1b2430),
  /** Axes and what matters less. */
  MUTED(0x566270),
  /** Lines that help the eye. */
  GRID(0xdde2e8),
  /** Behind everything. */
  PAPER(0xffffff),
  /** The first series: training. */
  FIRST(0x1f5fa8),
  /** The second series: evaluation. */
  SECOND(0xb5480f);

  private final Color color;

  Palette(int rgb) {
    color = new Color(rgb);
  }

  Color color() {
    return color;
  }

  /** For an SVG attribute in the page: the variable, or this colour where there is none. */
  String variable() {
    return String.format(Locale.ROOT, "var(--%s,#%06x)", name().toLowerCase(Locale.ROOT), rgb());
  }

  private int rgb() {
    return color.getRGB() & 0xFFFFFF;
  }

  /** The entry of a colour as Batik writes it, such as {@code rgb(31,95,168)}. */
  static Optional<Palette> of(String svgColor) {
    return Arrays.stream(values()).filter(entry -> entry.svg().equals(svgColor)).findFirst();
  }

  private String svg() {
    // Batik's words for the colours that have names.
    return this == PAPER
        ? "white"
        : String.format(
            Locale.ROOT, "rgb(%d,%d,%d)", color.getRed(), color.getGreen(), color.getBlue());
  }

  /** A mixture: all of {@code top} at 1, all of {@code bottom} at 0. */
  static Color mix(Palette top, Palette bottom, double part) {
    return new Color(
        between(bottom.color.getRed(), top.color.getRed(), part),
        between(bottom.color.getGreen(), top.color.getGreen(), part),
        between(bottom.color.getBlue(), top.color.getBlue(), part));
  }

  private static int between(int from, int to, double part) {
    return (int) Math.round(from + (to - from) * part);
  }
}
