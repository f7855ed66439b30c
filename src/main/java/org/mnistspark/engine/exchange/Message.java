package org.mnistspark.engine.exchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * A message on its way: a header of 40 bytes, then the floats; little-endian.
 *
 * <pre>
 *  0 long    token of the tasks that train together
 *  8 byte    0: sums, for one task; 1: a slice, for all of a process
 *  9 byte    1: no other round is to follow
 * 12 int     task that it is for
 * 16 int     task that sends it
 * 20 int     round
 * 24 double  loss
 * 32 long    correct
 * 40 float[] values
 * </pre>
 */
final class Message {
  static final int HEADER = 40;
  static final byte SUMS = 0;
  static final byte SLICE = 1;

  private Message() {}

  /** A buffer for messages of at most this many floats. */
  static ByteBuffer allocate(int floats) {
    return ByteBuffer.allocateDirect(Math.addExact(HEADER, Math.multiplyExact(floats, Float.BYTES)))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Fills a buffer and makes it ready to be sent. */
  static void write(
      ByteBuffer buffer,
      long token,
      byte kind,
      boolean last,
      int to,
      int from,
      int round,
      double lossSum,
      long correct,
      float[] values,
      int length) {
    buffer.clear();
    buffer.putLong(0, token).put(8, kind).put(9, (byte) (last ? 1 : 0));
    buffer.putInt(12, to).putInt(16, from).putInt(20, round);
    buffer.putDouble(24, lossSum).putLong(32, correct);
    buffer.position(HEADER);
    buffer.asFloatBuffer().put(values, 0, length);
    buffer.position(0);
    buffer.limit(HEADER + length * Float.BYTES);
  }

  /** The floats of a message. */
  static FloatBuffer floats(ByteBuffer message) {
    return message
        .slice(HEADER, message.limit() - HEADER)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer();
  }
}
