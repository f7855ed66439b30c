package org.mnistspark.report;

import java.awt.AWTError;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/** The fonts of this JVM, which charts measure their text with. */
final class Fonts {
  private Fonts() {}

  /**
   * Whether there are any. A container with a Java but without fontconfig or without a font has
   * none, and a finished training must not fail for that.
   */
  static boolean available() {
    try {
      Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
      try {
        return graphics.getFontMetrics(of(12)).stringWidth("0") > 0;
      } finally {
        graphics.dispose();
      }
    } catch (LinkageError | InternalError | AWTError | RuntimeException e) {
      // What AWT throws then differs: a missing library, a failed initializer, "Fontconfig head is
      // null".
      return false;
    }
  }

  static Font of(int size) {
    return new Font(Font.SANS_SERIF, Font.PLAIN, size);
  }
}
