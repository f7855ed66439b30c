package org.mnistspark.data;

import java.util.Arrays;
import java.util.Optional;

/** Element types of the IDX format; multi-byte elements are big-endian. */
public enum IdxType {
  UNSIGNED_BYTE(0x08, 1),
  BYTE(0x09, 1),
  SHORT(0x0B, 2),
  INT(0x0C, 4),
  FLOAT(0x0D, 4),
  DOUBLE(0x0E, 8);

  private final int code;
  private final int bytes;

  IdxType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** The third byte of the magic number. */
  public int code() {
    return code;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  static Optional<IdxType> ofCode(int code) {
    return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
  }
}
