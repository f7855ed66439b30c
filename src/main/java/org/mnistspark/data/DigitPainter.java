package org.mnistspark.data;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.Arrays;

/**
 * Draws one digit after another: a path of {@link Handwriting}, stroked by Java2D with a round pen,
 * in MNIST's own normalization (a box of 20 pixels, centred by mass in 28x28, white on black, grey
 * at the edges). Not for several threads at once: the paper is reused.
 *
 * <p>The same stream gives the same bytes on every machine with the same Java version: Java2D's
 * rasterizer is plain Java, but its antialiasing may change from one Java version to the next.
 */
final class DigitPainter {
  static final int SIDE = 28;
  static final int PIXELS = SIDE * SIDE;

  private static final int BOX = 20;

  static {
    // Drawing into memory needs no display; without this AWT looks for the one that DISPLAY names
    // and fails when there is none. A host program that chose, or uses AWT already, keeps its way.
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
  }

  private final byte[] ink; // the paper's pixels, row-major
  private final Graphics2D pen;

  DigitPainter() {
    BufferedImage paper = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    ink = ((DataBufferByte) paper.getRaster().getDataBuffer()).getData();
    pen = paper.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }

  /** Draws {@code digit} into {@code image}, 784 bytes row-major. */
  void paint(int digit, RandomStream random, byte[] image) {
    Path2D path = Handwriting.write(digit, random);
    double width = random.between(1.6, 3.6);
    path.transform(fit(path.getBounds2D(), width));
    Arrays.fill(ink, (byte) 0);
    pen.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    pen.draw(path);
    develop(random, image);
  }

  /** Scales the larger side, with the pen's width, to the box in the middle of the image. */
  private static AffineTransform fit(Rectangle2D bounds, double width) {
    double scale = (BOX - width) / Math.max(bounds.getWidth(), bounds.getHeight());
    AffineTransform fit = AffineTransform.getTranslateInstance(SIDE / 2.0, SIDE / 2.0);
    fit.scale(scale, scale);
    fit.translate(-bounds.getCenterX(), -bounds.getCenterY());
    return fit;
  }

  /**
   * Moves the centre of mass to the middle by whole pixels, as MNIST does, and turns ink into grey
   * bytes with a little grain; bare paper stays exactly 0.
   */
  private void develop(RandomStream random, byte[] image) {
    double mass = 0;
    double massX = 0;
    double massY = 0;
    for (int i = 0; i < PIXELS; i++) {
      int value = ink[i] & 0xFF;
      mass += value;
      massX += value * (i % SIDE + 0.5);
      massY += value * (Math.floorDiv(i, SIDE) + 0.5);
    }
    int right = shift(massX / mass);
    int down = shift(massY / mass);
    double peak = random.between(0.9, 1.15);
    double grain = random.between(0, 0.2);
    Arrays.fill(image, (byte) 0);
    for (int row = Math.max(0, -down); row < Math.min(SIDE, SIDE - down); row++) {
      for (int column = Math.max(0, -right); column < Math.min(SIDE, SIDE - right); column++) {
        int value = ink[row * SIDE + column] & 0xFF;
        if (value > 0) {
          double grey = Math.min(value * (peak - grain * random.uniform()), 255);
          image[(row + down) * SIDE + column + right] = (byte) Math.round(grey);
        }
      }
    }
  }

  /** Pixels from the centre of mass to the middle; no more than the margin around the box. */
  private static int shift(double centre) {
    int margin = (SIDE - BOX) / 2;
    return Math.min(Math.max((int) Math.round(SIDE / 2.0 - centre), -margin), margin);
  }
}
