package org.mnistspark.engine.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mnistspark.averaging.Exchange.Tally;
import org.mnistspark.engine.exchange.Mailbox.Letter;

final class MailboxTest {
  /** Of task 0 among three: sums of 4 and 6 floats, slices of 5 and 7. */
  private final Mailbox mailbox = new Mailbox(new int[][] {{-1, 4, 6}, {-1, 5, 7}});

  private static ByteBuffer message(byte kind, int from, int round, float... values) {
    ByteBuffer buffer = Message.allocate(20);
    Message.write(buffer, 77, kind, true, 0, from, round, 1.5, 9, values, values.length);
    return buffer;
  }

  private Letter take(int kind, int round, int from) throws InterruptedException {
    return mailbox.await(kind, round, from, () -> false);
  }

  @Test
  void givesWhatWasSent() throws InterruptedException {
    assertTrue(mailbox.deliver(message(Message.SUMS, 1, 0, 1, 2, 3, 4)));

    Letter letter = take(Message.SUMS, 0, 1);

    assertArrayEquals(new float[] {1, 2, 3, 4}, letter.values());
    assertEquals(new Tally(1.5, 9), letter.tally());
    assertTrue(letter.last());
  }

  @Test
  void keepsARoundWhileTheNextOneComes() throws InterruptedException {
    mailbox.deliver(message(Message.SLICE, 2, 4, 1, 1, 1, 1, 1, 1, 1));
    mailbox.deliver(message(Message.SLICE, 2, 5, 2, 2, 2, 2, 2, 2, 2));

    assertEquals(1, take(Message.SLICE, 4, 2).values()[0]);
    assertEquals(2, take(Message.SLICE, 5, 2).values()[0]);
    assertNull(take(Message.SLICE, 6, 2));
  }

  @Test
  void waitsForWhatIsToCome() throws Exception {
    CompletableFuture<Letter> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return mailbox.await(Message.SUMS, 3, 2, () -> true);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });

    mailbox.deliver(message(Message.SUMS, 2, 3, 1, 2, 3, 4, 5, 6));

    assertEquals(6, waiting.get(30, TimeUnit.SECONDS).values().length);
  }

  @Test
  void takesNothingThatIsNotExpected() throws InterruptedException {
    assertFalse(mailbox.deliver(message(Message.SUMS, 1, 0, 1, 2, 3)));
    assertFalse(mailbox.deliver(message(Message.SUMS, 1, 0, 1, 2, 3, 4, 5)));
    assertFalse(mailbox.deliver(message(Message.SUMS, 0, 0, 1, 2, 3, 4)));
    assertFalse(mailbox.deliver(message(Message.SUMS, 3, 0, 1, 2, 3, 4)));
    assertFalse(mailbox.deliver(message(Message.SUMS, -1, 0, 1, 2, 3, 4)));
    assertFalse(mailbox.deliver(message(Message.SUMS, 1, -1, 1, 2, 3, 4)));
    assertFalse(mailbox.deliver(message((byte) 2, 1, 0, 1, 2, 3, 4)));
    assertFalse(mailbox.deliver(message((byte) -1, 1, 0, 1, 2, 3, 4)));
    assertNull(take(Message.SUMS, 0, 1));

    assertTrue(mailbox.deliver(message(Message.SUMS, 1, 0, 1, 2, 3, 4)));
    // Not twice, and nothing of an earlier round.
    assertFalse(mailbox.deliver(message(Message.SUMS, 1, 0, 5, 6, 7, 8)));
    assertEquals(1, take(Message.SUMS, 0, 1).values()[0]);
  }

  @Test
  void garbageIsNotAMessage() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      byte[] garbage = new byte[Message.HEADER + random.nextInt(40)];
      random.nextBytes(garbage);
      assertFalse(mailbox.deliver(ByteBuffer.wrap(garbage)));
    }
  }
}
