package org.mnistspark.data;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * Element types of array files: IDX's own, which are big-endian, and those of numpy beside them.
 */
public enum ElementType {
  UNSIGNED_BYTE("uint8", "|u1", 0x08, 1),
  BYTE("int8", "|i1", 0x09, 1),
  SHORT("int16", ">i2", 0x0B, 2),
  INT("int32", ">i4", 0x0C, 4),
  FLOAT("float32", ">f4", 0x0D, 4),
  DOUBLE("float64", ">f8", 0x0E, 8),
  BOOL("bool", "|b1", 1),
  LONG("int64", ">i8", 8),
  UNSIGNED_SHORT("uint16", ">u2", 2),
  UNSIGNED_INT("uint32", ">u4", 4),
  LITTLE_SHORT("int16", "<i2", 2),
  LITTLE_INT("int32", "<i4", 4),
  LITTLE_LONG("int64", "<i8", 8),
  LITTLE_UNSIGNED_SHORT("uint16", "<u2", 2),
  LITTLE_UNSIGNED_INT("uint32", "<u4", 4),
  LITTLE_FLOAT("float32", "<f4", 4),
  LITTLE_DOUBLE("float64", "<f8", 8);

  private static final int NOT_IN_IDX = -1;

  private final String numpyName;
  private final String descr;
  private final int code;
  private final int bytes;

  ElementType(String numpyName, String descr, int bytes) {
    this(numpyName, descr, NOT_IN_IDX, bytes);
  }

  ElementType(String numpyName, String descr, int code, int bytes) {
    this.numpyName = numpyName;
    this.descr = descr;
    this.code = code;
    this.bytes = bytes;
  }

  /** The third byte of an IDX file's magic number, for the types that the format has. */
  public int code() {
    return code;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Its name in numpy, whatever the byte order: uint8, float32. */
  public String numpyName() {
    return numpyName;
  }

  /** Whether its values are whole numbers. */
  public boolean isWhole() {
    return !numpyName.startsWith("float");
  }

  ByteOrder order() {
    return descr.startsWith("<") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
  }

  static Optional<ElementType> ofCode(int code) {
    return Arrays.stream(values())
        .filter(type -> type.code != NOT_IN_IDX && type.code == code)
        .findFirst();
  }

  /** The type that an npy header describes so. */
  static Optional<ElementType> ofDescr(String descr) {
    return Arrays.stream(values()).filter(type -> type.descr.equals(descr)).findFirst();
  }
}
