package org.mnistspark.spark.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mnistspark.testing.LocalSpark;

@Tag("spark")
@ExtendWith(LocalSpark.class)
final class ProgressPluginTest {
  private record Said(long subscription, int round, double lossSum) implements Serializable {}

  private static void send(SparkSession session, long subscription, int rounds) {
    new JavaSparkContext(session.sparkContext())
        .parallelize(List.of(rounds), 1)
        .foreach(
            count ->
                IntStream.range(0, count)
                    .forEach(
                        round ->
                            ProgressChannel.send(
                                subscription, new Said(subscription, round, 0.5 * round))));
  }

  private static Said next(BlockingQueue<Object> heard) throws InterruptedException {
    Object next = heard.poll(30, TimeUnit.SECONDS);
    assertTrue(next != null, "nothing heard for 30 seconds");
    return (Said) next;
  }

  @Test
  void theDriverHearsATaskInOrder(SparkSession session) throws InterruptedException {
    BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    try (ProgressChannel.Subscription subscription = ProgressChannel.listen(heard::add)) {
      send(session, subscription.id(), 20);

      for (int round = 0; round < 20; round++) {
        assertEquals(new Said(subscription.id(), round, 0.5 * round), next(heard));
      }
    }
  }

  @Test
  void whoHasLeftHearsNothingAndHarmsNobody(SparkSession session) throws InterruptedException {
    BlockingQueue<Object> gone = new LinkedBlockingQueue<>();
    ProgressChannel.Subscription closed = ProgressChannel.listen(gone::add);
    closed.close();
    BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    try (ProgressChannel.Subscription subscription = ProgressChannel.listen(heard::add)) {
      send(session, closed.id(), 1);
      send(session, subscription.id(), 1);

      assertEquals(subscription.id(), next(heard).subscription());
      assertEquals(0, gone.size());
    }
  }

  @Test
  void aListenerThatFailsDoesNotStopTheNextMessage(SparkSession session)
      throws InterruptedException {
    BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    try (ProgressChannel.Subscription subscription =
        ProgressChannel.listen(
            progress -> {
              heard.add(progress);
              throw new IllegalStateException("a listener's own trouble");
            })) {
      send(session, subscription.id(), 2);

      assertEquals(0, next(heard).round());
      assertEquals(1, next(heard).round());
    }
  }
}
