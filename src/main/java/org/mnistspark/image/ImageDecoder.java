package org.mnistspark.image;

import java.awt.image.Raster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;

/**
 * Decodes picture files: PNG, JPEG, GIF, BMP and TIFF, which the JDK reads.
 *
 * <p>Photos are far larger than what a digit needs. Of pictures of more than {@link #PIXELS} pixels
 * every second, third, ... in a row and column is decoded, as few as are not more than that.
 */
public final class ImageDecoder {
  /** The greatest width and height: a few bytes may claim to be any size. */
  public static final int MAX_SIDE = 32_768;

  /** The most pixels: no camera has more, and decoding them takes seconds. */
  public static final long MAX_PIXELS = 1L << 28;

  /** The most pixels that are kept. */
  static final int PIXELS = 4_000_000;

  /** Bytes per pixel of the JDK's image, at most, and of the grey one. */
  private static final int KEPT_BYTES = 8 + 1;

  /** Bytes per pixel, at most, of a decoder that holds the whole picture. */
  private static final int HELD_BYTES = 8;

  static {
    // Tasks run where there may be a screen, which nothing here needs.
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
  }

  private ImageDecoder() {}

  /** {@link #decode(PictureBytes)} of a file in memory. */
  public static GreyImage decode(byte[] file) throws IOException {
    return decode(PictureBytes.of(file));
  }

  /**
   * Decodes the first picture of a file, upright by its orientation (Exif). Colours become their
   * luminance (ITU-R BT.601); what is transparent lies on a background that shows the rest. Waits
   * while other threads decode as much as this JVM has memory for.
   *
   * @throws IOException if that is no readable picture or an enormous one
   * @throws UncheckedIOException if reading the file fails, or the thread is interrupted
   */
  public static GreyImage decode(PictureBytes file) throws IOException {
    PictureInput in = new PictureInput(file);
    try {
      PictureFormat format = format(in);
      PictureHeader header = PictureHeader.of(format, in);
      return Orientation.upright(pixels(format, header, in), header.orientation());
    } catch (UncheckedIOException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      in.throwFailure();
      throw refusal(e);
    }
  }

  /** The JDK's readers throw whatever damaged bytes lead them to, some of it without a message. */
  private static IOException refusal(Exception e) {
    boolean telling = e instanceof IOException && e.getMessage() != null;
    return new IOException(telling ? e.getMessage() : "a damaged image (" + e + ")", e);
  }

  private static PictureFormat format(PictureInput in) throws IOException {
    byte[] start = new byte[(int) Math.min(PictureFormat.START, in.length())];
    in.readFully(start);
    PictureFormat format =
        PictureFormat.of(start)
            .orElseThrow(() -> new IOException("not a PNG, JPEG, GIF, BMP or TIFF image"));
    if (!format.readable()) {
      throw new IOException(
          "a %s image, which Java does not read; convert it to PNG or JPEG"
              .formatted(format.title()));
    }
    return format;
  }

  private static GreyImage pixels(PictureFormat format, PictureHeader header, PictureInput in)
      throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName(format.title()).next();
    try {
      // No metadata: compressed text in it could be of any size. A GIF's tells what is transparent.
      reader.setInput(in, true, format != PictureFormat.GIF);
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      checkSize(width, height);
      long pixels = (long) width * height;
      int step = (int) Math.ceil(Math.sqrt((double) pixels / PIXELS));
      ImageReadParam every = reader.getDefaultReadParam();
      every.setSourceSubsampling(step, step, 0, 0);
      long kept = pixels / ((long) step * step);
      long bytes = KEPT_BYTES * kept + HELD_BYTES * held(format, header, reader, pixels);
      return DecodingMemory.ofThisJvm().with(bytes, () -> grey(reader, header, every));
    } finally {
      reader.dispose();
    }
  }

  /** Pixels that the decoder has in memory beside those that it gives out. */
  private static long held(
      PictureFormat format, PictureHeader header, ImageReader reader, long pixels)
      throws IOException {
    if (format == PictureFormat.TIFF && reader.isImageTiled(0)) {
      checkSize(reader.getTileWidth(0), reader.getTileHeight(0));
      return Math.max(pixels, (long) reader.getTileWidth(0) * reader.getTileHeight(0));
    }
    boolean streamed =
        format == PictureFormat.PNG || (format == PictureFormat.JPEG && !header.wholeInMemory());
    return streamed ? 0 : pixels;
  }

  private static void checkSize(int width, int height) throws IOException {
    if (width > MAX_SIDE || height > MAX_SIDE || (long) width * height > MAX_PIXELS) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "an image of %d x %d pixels, more than %d in a row or column or %d million in all",
              width,
              height,
              MAX_SIDE,
              MAX_PIXELS / 1_000_000));
    }
  }

  private static GreyImage grey(ImageReader reader, PictureHeader header, ImageReadParam every)
      throws IOException {
    if (header.colours() == 4) {
      // The JDK knows no colours for it.
      Raster raster = reader.readRaster(0, every);
      return Luminance.ofInks(raster, header.inverted(), header.transformed());
    }
    return Luminance.of(reader.read(0, every));
  }
}
