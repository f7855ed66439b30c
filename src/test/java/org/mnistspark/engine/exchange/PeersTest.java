package org.mnistspark.engine.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mnistspark.engine.exchange.Mailbox.Letter;
import org.mnistspark.testing.LocalSpark;

/** Over connections of this process to itself. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class PeersTest {
  private static ByteBuffer sums(long token, int to, int round, float... values) {
    ByteBuffer message = Message.allocate(values.length);
    Message.write(message, token, Message.SUMS, false, to, 1, round, 0, 0, values, values.length);
    return message;
  }

  private static Letter take(Mailbox mailbox, int round) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    return mailbox.await(Message.SUMS, round, 1, () -> System.nanoTime() < end);
  }

  @Test
  void foreignConnectionsDisturbNothing(SparkSession session) throws Exception {
    Peers peers = Peers.ofProcess();
    Mailbox mailbox = new Mailbox(new int[][] {{-1, 4}, {-1, 5}});
    long token = 7;
    peers.add(token, 0, mailbox);
    try (Socket silent = new Socket(peers.host(), peers.port());
        Socket garbage = new Socket(peers.host(), peers.port())) {
      byte[] bytes = new byte[100_000];
      new SplittableRandom(1).nextBytes(bytes);
      garbage.getOutputStream().write(bytes);
      garbage.getOutputStream().flush();
      TransportClient client = peers.connect(peers.host(), peers.port());
      client.send(sums(token + 1, 0, 0, 9, 9, 9, 9));
      client.send(sums(token, 7, 0, 9, 9, 9, 9));
      client.send(sums(token, 0, 0, 9, 9, 9));
      client.send(ByteBuffer.allocate(3));

      client.send(sums(token, 0, 0, 1, 2, 3, 4));
      Letter first = take(mailbox, 0);
      client.send(sums(token, 0, 1, 5, 6, 7, 8));
      Letter second = take(mailbox, 1);

      assertNotNull(first);
      assertArrayEquals(new float[] {1, 2, 3, 4}, first.values());
      assertNotNull(second);
      assertArrayEquals(new float[] {5, 6, 7, 8}, second.values());
      assertTrue(client.isActive());
      assertFalse(silent.isClosed());
    } finally {
      peers.remove(token, 0);
    }
    assertFalse(peers.has(token, 0));
    assertFalse(peers.deliver(sums(token, 0, 2, 1, 2, 3, 4)));
  }
}
