package org.mnistspark.data;

import java.nio.ByteBuffer;
import java.util.Locale;

/** Turns the raw bytes of array items into numbers. */
public final class Elements {
  private Elements() {}

  /** All elements of {@code raw} at their own value, whatever the type. */
  public static double[] decode(ElementType type, byte[] raw) {
    double[] values = new double[elements(type, raw)];
    ByteBuffer buffer = ByteBuffer.wrap(raw).order(type.order());
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type) {
            case UNSIGNED_BYTE -> buffer.get() & 0xFF;
            case BYTE -> buffer.get();
            case BOOL -> buffer.get() == 0 ? 0 : 1;
            case SHORT, LITTLE_SHORT -> buffer.getShort();
            case UNSIGNED_SHORT, LITTLE_UNSIGNED_SHORT -> buffer.getChar();
            case INT, LITTLE_INT -> buffer.getInt();
            case UNSIGNED_INT, LITTLE_UNSIGNED_INT -> Integer.toUnsignedLong(buffer.getInt());
            case LONG, LITTLE_LONG -> buffer.getLong();
            case FLOAT, LITTLE_FLOAT -> buffer.getFloat();
            case DOUBLE, LITTLE_DOUBLE -> buffer.getDouble();
          };
    }
    return values;
  }

  /**
   * Features as the network takes them: unsigned bytes, which are grey levels, as k/255 in [0,1],
   * all others as they are.
   */
  public static float[] features(ElementType type, byte[] raw) {
    return type == ElementType.UNSIGNED_BYTE ? scaledBytes(raw) : floats(decode(type, raw));
  }

  /**
   * The value of one label.
   *
   * @throws DataException if the type is not integral, {@code raw} is not one element, or its value
   *     is beyond int
   */
  public static int label(ElementType type, byte[] raw) {
    if (!type.isWhole()) {
      throw new DataException(
          "expected labels that are whole numbers, found the type "
              + type.numpyName()
              + "; convert the labels to one of them");
    }
    if (raw.length != type.bytes()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "expected one element of %d bytes per label, found %d bytes; name a label file, with one dimension",
              type.bytes(),
              raw.length));
    }
    double value = decode(type, raw)[0];
    if (value != (int) value) {
      throw new DataException(
          String.format(
              Locale.ROOT, "expected labels of at most %d, found %.0f", Integer.MAX_VALUE, value));
    }
    return (int) value;
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

  private static int elements(ElementType type, byte[] raw) {
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
