package org.mnistspark.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/** Pictures that are stored turned, and the tag that says so. */
public final class Exif {
  private Exif() {}

  /** A TIFF structure with the tag Orientation between two others. */
  public static byte[] directory(int orientation, ByteOrder order) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + 2 + 3 * 12 + 4).order(order);
    bytes.put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.US_ASCII));
    bytes.putShort((short) 42).putInt(8).putShort((short) 3);
    entry(bytes, 271, 7);
    entry(bytes, 274, orientation);
    entry(bytes, 296, 2);
    return bytes.putInt(0).array();
  }

  private static void entry(ByteBuffer bytes, int tag, int value) {
    bytes.putShort((short) tag).putShort((short) 3).putInt(1);
    bytes.putShort((short) value).putShort((short) 0);
  }

  /** A JPEG file with an APP1 segment of Exif after its other application segments. */
  public static byte[] inJpeg(byte[] jpeg, byte[] directory) {
    ByteBuffer segment = ByteBuffer.allocate(4 + 6 + directory.length);
    segment.putShort((short) 0xFFE1).putShort((short) (2 + 6 + directory.length));
    segment.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).put(directory);
    // After JFIF's own segment, which is of 16 bytes and two for its marker.
    return inserted(jpeg, 20, segment.array());
  }

  /** A PNG file with a chunk eXIf after its header. */
  public static byte[] inPng(byte[] png, byte[] directory) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + directory.length);
    chunk.putInt(directory.length);
    chunk.put("eXIf".getBytes(StandardCharsets.US_ASCII)).put(directory);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + directory.length);
    chunk.putInt((int) crc.getValue());
    return inserted(png, 33, chunk.array());
  }

  /** A file with bytes inserted. */
  public static byte[] inserted(byte[] file, int at, byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Arrays.copyOf(file, at));
    out.writeBytes(bytes);
    out.writeBytes(Arrays.copyOfRange(file, at, file.length));
    return out.toByteArray();
  }

  /**
   * Grey levels as a camera stores them that is held so that the viewer must turn the picture by
   * the orientation: what is at (x, y) of [height, width] to be seen is at the place returned.
   *
   * @return x and y in what is stored, which is [width, height] for orientations from 5 on
   */
  public static int[] stored(int orientation, int x, int y, int width, int height) {
    int right = width - 1 - x;
    int below = height - 1 - y;
    return switch (orientation) {
      case 1 -> new int[] {x, y};
      case 2 -> new int[] {right, y};
      case 3 -> new int[] {right, below};
      case 4 -> new int[] {x, below};
      case 5 -> new int[] {y, x};
      case 6 -> new int[] {y, right};
      case 7 -> new int[] {below, right};
      case 8 -> new int[] {below, x};
      default -> throw new IllegalArgumentException("orientation " + orientation);
    };
  }
}
