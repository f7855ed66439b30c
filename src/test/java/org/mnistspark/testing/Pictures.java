package org.mnistspark.testing;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Digits as image files. */
public final class Pictures {
  private static final int SIDE = 28;

  private Pictures() {}

  /** A 28 x 28 grey PNG of MNIST's pixels, white on black. */
  public static byte[] plain(byte[] pixels) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, SIDE, SIDE, pixels);
    return encoded(image, "png");
  }

  /** A PNG in colours, black on white: every pixel enlarged, with margins at the left and above. */
  public static byte[] printed(byte[] pixels, int factor, int left, int above) {
    int side = SIDE * factor;
    BufferedImage image = new BufferedImage(left + side, above + side, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        boolean margin = x < left || y < above;
        int ink = margin ? 0 : pixels[(y - above) / factor * SIDE + (x - left) / factor] & 0xFF;
        image.setRGB(x, y, (255 - ink) * 0x010101);
      }
    }
    return encoded(image, "png");
  }

  /** An image file of that format. */
  public static byte[] encoded(BufferedImage image, String format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, bytes)) {
        throw new IllegalArgumentException("no writer for " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
