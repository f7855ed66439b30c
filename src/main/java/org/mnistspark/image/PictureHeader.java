package org.mnistspark.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;

/**
 * What the JDK's readers don't tell about a file, or only with all its metadata, which could be of
 * any size.
 *
 * @param orientation how the picture is turned, 1 to 8, by Exif's tag of that name (Exif 2.32,
 *     4.6.4; TIFF 6.0); 1, upright, where there is none or it is damaged
 * @param colours components of a JPEG file's pixel; 0 for other formats
 * @param inverted whether Adobe wrote it, whose CMYK has 255 for no ink
 * @param transformed whether its first three components are luminance and chrominance
 * @param wholeInMemory whether the decoder holds the whole picture: a JPEG file of several scans
 */
record PictureHeader(
    int orientation, int colours, boolean inverted, boolean transformed, boolean wholeInMemory) {

  private static final PictureHeader PLAIN = new PictureHeader(1, 0, false, false, false);

  private static final int UPRIGHT = 1;
  private static final int MAX_SEGMENTS = 1000;
  private static final int ORIENTATION_TAG = 274;

  private static final int START_OF_SCAN = 0xDA;
  private static final int EXIF_SEGMENT = 0xE1;
  private static final int ADOBE_SEGMENT = 0xEE;
  private static final int YCCK = 2;
  private static final int EXIF_NAME = 0x45786966;
  private static final int ADOBE_NAME = 0x41646F62;
  private static final int EXIF_CHUNK = 0x65584966; // eXIf
  private static final int PIXELS_CHUNK = 0x49444154; // IDAT

  /** Looks into a file; leaves the stream at its start, in network byte order. */
  static PictureHeader of(PictureFormat format, PictureInput in) throws IOException {
    try {
      return switch (format) {
        case JPEG -> jpeg(in);
        case PNG -> turned(png(in));
        case TIFF -> turned(orientation(in, 0));
        default -> PLAIN;
      };
    } catch (EOFException e) {
      // Whatever it is, the picture's own reader refuses it.
      return PLAIN;
    } finally {
      in.setByteOrder(ByteOrder.BIG_ENDIAN);
      in.seek(0);
    }
  }

  private static PictureHeader turned(int orientation) {
    return new PictureHeader(orientation, 0, false, false, false);
  }

  /** Marker segments up to the first scan (ITU-T T.81, annex B). */
  private static PictureHeader jpeg(PictureInput in) throws IOException {
    int orientation = UPRIGHT;
    int colours = 0;
    boolean progressive = false;
    boolean adobe = false;
    boolean transformed = false;
    in.seek(2);
    for (int segment = 0; segment < MAX_SEGMENTS; segment++) {
      int marker = marker(in);
      long start = in.getStreamPosition();
      int length = in.readUnsignedShort();
      if (marker == START_OF_SCAN) {
        boolean scans = progressive || in.readUnsignedByte() < colours;
        return new PictureHeader(orientation, colours, adobe, transformed, scans);
      } else if (marker == EXIF_SEGMENT && length >= 8 && in.readInt() == EXIF_NAME) {
        in.skipBytes(2);
        orientation = orientation(in, in.getStreamPosition());
        in.setByteOrder(ByteOrder.BIG_ENDIAN);
      } else if (marker == ADOBE_SEGMENT && length >= 14 && in.readInt() == ADOBE_NAME) {
        in.skipBytes(7);
        adobe = true;
        transformed = in.readUnsignedByte() == YCCK;
      } else if (isFrame(marker)) {
        progressive = marker % 4 == 2;
        in.skipBytes(5);
        colours = in.readUnsignedByte();
      }
      in.seek(start + length);
    }
    return new PictureHeader(orientation, colours, adobe, transformed, true);
  }

  private static int marker(PictureInput in) throws IOException {
    int marker = in.readUnsignedByte();
    while (marker != 0xFF) {
      marker = in.readUnsignedByte();
    }
    while (marker == 0xFF) {
      marker = in.readUnsignedByte();
    }
    return marker;
  }

  /** SOF0 to SOF15, without the tables that are numbered among them. */
  private static boolean isFrame(int marker) {
    return marker == 0xC0 || (marker > 0xC0 && marker <= 0xCF && marker % 4 != 0);
  }

  /** The chunk eXIf (PNG, third edition, 11.3.4.5), which encoders put before the pixels. */
  private static int png(PictureInput in) throws IOException {
    in.seek(8);
    for (int chunk = 0; chunk < MAX_SEGMENTS; chunk++) {
      long length = in.readUnsignedInt();
      int type = in.readInt();
      long start = in.getStreamPosition();
      if (type == EXIF_CHUNK) {
        return orientation(in, start);
      } else if (type == PIXELS_CHUNK) {
        return UPRIGHT;
      }
      in.seek(start + length + Integer.BYTES);
    }
    return UPRIGHT;
  }

  /** The tag in the first directory of a TIFF structure, which Exif's data is, too. */
  private static int orientation(PictureInput in, long start) throws IOException {
    in.seek(start);
    in.setByteOrder(
        in.readUnsignedShort() == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    in.skipBytes(2);
    in.seek(start + in.readUnsignedInt());
    int entries = in.readUnsignedShort();
    for (int i = 0; i < entries; i++) {
      int tag = in.readUnsignedShort();
      in.skipBytes(6);
      int value = in.readUnsignedShort();
      in.skipBytes(2);
      if (tag == ORIENTATION_TAG) {
        return value >= 1 && value <= 8 ? value : UPRIGHT;
      }
    }
    return UPRIGHT;
  }
}
