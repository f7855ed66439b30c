package org.mnistspark.data;

import java.nio.ByteBuffer;
import java.util.Locale;

/** Turns the raw bytes of IDX items into numbers; multi-byte elements are big-endian. */
public final class IdxValues {
  private IdxValues() {}

  /** All elements of {@code raw} at their own value, whatever the type. */
  public static double[] decode(IdxType type, byte[] raw) {
    double[] values = new double[elements(type, raw)];
    ByteBuffer buffer = ByteBuffer.wrap(raw);
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case UNSIGNED_BYTE -> buffer.get() & 0xFF;
            case BYTE -> buffer.get();
            case SHORT -> buffer.getShort();
            case INT -> buffer.getInt();
            case FLOAT -> buffer.getFloat();
            case DOUBLE -> buffer.getDouble();
          };
    }
    return values;
  }

  /**
   * Pixels as the network takes them: unsigned bytes as k/255 in [0,1], floats and doubles as they
   * are.
   *
   * @throws DataException if the type has no agreed scale for pixels
   */
  public static float[] features(IdxType type, byte[] raw) {
    return switch (type) {
      case UNSIGNED_BYTE -> scaledBytes(raw);
      case FLOAT, DOUBLE -> floats(decode(type, raw));
      case BYTE, SHORT, INT ->
          throw new DataException(
              "expected images of type UNSIGNED_BYTE, FLOAT or DOUBLE, found "
                  + type
                  + "; convert the image file to one of them");
    };
  }

  /**
   * The value of one label.
   *
   * @throws DataException if the type is not integral or {@code raw} is not one element
   */
  public static int label(IdxType type, byte[] raw) {
    if (type == IdxType.FLOAT || type == IdxType.DOUBLE) {
      throw new DataException(
          "expected labels of type UNSIGNED_BYTE, BYTE, SHORT or INT, found "
              + type
              + "; convert the label file to one of them");
    }
    if (raw.length != type.bytes()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "expected one element of %d bytes per label, found %d bytes; name a label file, with one dimension",
              type.bytes(),
              raw.length));
    }
    return (int) decode(type, raw)[0];
  }

  private static float[] scaledBytes(byte[] raw) {
    float[] values = new float[raw.length];
    GreyLevels.decode(raw, 0, raw.length, values, 0);
    return values;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static int elements(IdxType type, byte[] raw) {
    if (raw.length % type.bytes() != 0) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "expected whole elements of %d bytes (%s), found %d bytes; pass whole items",
              type.bytes(),
              type,
              raw.length));
    }
    return raw.length / type.bytes();
  }
}
