package org.mnistspark.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Formats of picture files, as their first bytes tell them. */
public enum PictureFormat {
  PNG("PNG", true),
  JPEG("JPEG", true),
  GIF("GIF", true),
  BMP("BMP", true),
  TIFF("TIFF", true),
  BIG_TIFF("BigTIFF", false),
  WEBP("WebP", false),
  HEIF("HEIF", false),
  AVIF("AVIF", false),
  JPEG_2000("JPEG 2000", false),
  JPEG_XL("JPEG XL", false),
  PSD("Photoshop", false);

  /** Bytes of a file that {@link #of} needs. */
  public static final int START = 18;

  private static final List<String> NAMES =
      List.of(
          "png", "jpg", "jpeg", "jfif", "jpe", "gif", "bmp", "tif", "tiff", "webp", "heic", "heif",
          "avif", "jp2", "jxl", "psd");

  private static final List<Integer> BMP_HEADERS = List.of(12, 40, 52, 56, 64, 108, 124);

  private final String title;
  private final boolean readable;

  PictureFormat(String title, boolean readable) {
    this.title = title;
    this.readable = readable;
  }

  /** Whether the JDK decodes it. */
  public boolean readable() {
    return readable;
  }

  /** As people write it. */
  String title() {
    return title;
  }

  /** Whether a file of this name is meant to be a picture, readable or not. */
  public static boolean isName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return NAMES.stream().anyMatch(ending -> lower.endsWith("." + ending));
  }

  /** The format of a file that starts with these bytes; empty if it is not a picture. */
  public static Optional<PictureFormat> of(byte[] start) {
    String text = new String(start, StandardCharsets.ISO_8859_1);
    if (text.startsWith("BM")) {
      // Two letters begin many a text.
      return start.length >= START && BMP_HEADERS.contains(littleEndian(start, 14))
          ? Optional.of(BMP)
          : Optional.empty();
    }
    if (text.startsWith("ftyp", 4)) {
      return ofBrand(text.substring(8, Math.min(12, text.length())));
    }
    return Arrays.stream(values()).filter(format -> format.matches(text)).findFirst();
  }

  private boolean matches(String text) {
    return switch (this) {
      case PNG -> text.startsWith("\u0089PNG\r\n\u001A\n");
      case JPEG -> text.startsWith("\u00FF\u00D8\u00FF");
      case GIF -> text.startsWith("GIF87a") || text.startsWith("GIF89a");
      case TIFF -> text.startsWith("II*\0") || text.startsWith("MM\0*");
      case BIG_TIFF -> text.startsWith("II+\0") || text.startsWith("MM\0+");
      case WEBP -> text.startsWith("RIFF") && text.startsWith("WEBP", 8);
      case JPEG_2000 -> text.startsWith("\0\0\0\fjP  ") || text.startsWith("\u00FFO\u00FFQ");
      case JPEG_XL -> text.startsWith("\0\0\0\fJXL ");
      case PSD -> text.startsWith("8BPS\0");
      case BMP, HEIF, AVIF -> false; // told apart above
    };
  }

  /** The brand of an ISO base media file (ISO/IEC 14496-12), which may also be a film. */
  private static Optional<PictureFormat> ofBrand(String brand) {
    return switch (brand) {
      case "avif", "avis" -> Optional.of(AVIF);
      case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1" -> Optional.of(HEIF);
      default -> Optional.empty();
    };
  }

  private static int littleEndian(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
  }
}
