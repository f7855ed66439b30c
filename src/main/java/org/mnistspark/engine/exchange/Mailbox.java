package org.mnistspark.engine.exchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.BooleanSupplier;
import org.mnistspark.averaging.Exchange.Tally;

/**
 * What the other tasks have sent to one task. Each of them is at most one round ahead, because it
 * needs an answer to begin the one after, so that there is room for two rounds, and none for more.
 */
final class Mailbox {
  private static final int KINDS = 2;
  private static final int ROUNDS = 2;
  private static final long LOOK_MILLIS = 100;

  private final int[][] lengths;
  private final Letter[][][] letters;

  /** A message that has come. */
  static final class Letter {
    private int round = -1;
    private float[] values;
    private Tally tally;
    private boolean last;

    float[] values() {
      return values;
    }

    Tally tally() {
      return tally;
    }

    boolean last() {
      return last;
    }
  }

  /**
   * An empty one.
   *
   * @param lengths floats of a message, [kind][sender]; -1 where none is expected
   */
  Mailbox(int[][] lengths) {
    this.lengths = lengths;
    this.letters = new Letter[KINDS][ROUNDS][lengths[0].length];
    for (Letter[][] rounds : letters) {
      for (Letter[] round : rounds) {
        for (int i = 0; i < round.length; i++) {
          round[i] = new Letter();
        }
      }
    }
  }

  /**
   * Takes a message; on a thread of the transport. Nothing is allocated before its size is known to
   * be the expected one.
   *
   * @return whether it was one
   */
  boolean deliver(ByteBuffer message) {
    ByteBuffer bytes = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int at = bytes.position();
    int kind = bytes.get(at + 8);
    int from = bytes.getInt(at + 16);
    int round = bytes.getInt(at + 20);
    if (kind < 0
        || kind >= KINDS
        || from < 0
        || from >= lengths[0].length
        || round < 0
        || lengths[kind][from] < 0
        || bytes.remaining() != Message.HEADER + (long) lengths[kind][from] * Float.BYTES) {
      return false;
    }
    Letter letter = letters[kind][round % ROUNDS][from];
    synchronized (this) {
      if (round <= letter.round) {
        return false;
      }
    }
    if (letter.values == null) {
      letter.values = new float[lengths[kind][from]];
    }
    // Not under the lock: until its round is set nobody reads it.
    Message.floats(bytes.slice()).get(letter.values);
    synchronized (this) {
      letter.tally = new Tally(bytes.getDouble(at + 24), bytes.getLong(at + 32));
      letter.last = bytes.get(at + 9) == 1;
      letter.round = round;
      notifyAll();
    }
    return true;
  }

  /**
   * Waits for a message.
   *
   * @param goOn asked now and then whether to wait on; may throw
   * @return null when it was not to
   */
  Letter await(int kind, int round, int from, BooleanSupplier goOn) throws InterruptedException {
    Letter letter = letters[kind][round % ROUNDS][from];
    while (true) {
      synchronized (this) {
        if (letter.round != round) {
          wait(LOOK_MILLIS);
        }
        if (letter.round == round) {
          return letter;
        }
      }
      if (!goOn.getAsBoolean()) {
        synchronized (this) {
          // It may have come before the connection went.
          return letter.round == round ? letter : null;
        }
      }
    }
  }
}
