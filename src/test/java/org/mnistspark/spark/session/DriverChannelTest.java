package org.mnistspark.spark.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mnistspark.testing.LocalSpark;

@Tag("spark")
@ExtendWith(LocalSpark.class)
final class DriverChannelTest {
  private static List<Boolean> tell(SparkSession session, long subscription, int tasks) {
    return JavaSparkContext.fromSparkContext(session.sparkContext())
        .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
        .map(number -> DriverChannel.ask(subscription, number).equals(Optional.of(true)))
        .collect();
  }

  @Test
  void theDriverHearsAndAnswers(SparkSession session) {
    ConcurrentLinkedQueue<Object> heard = new ConcurrentLinkedQueue<>();
    try (DriverChannel.Subscription subscription =
        DriverChannel.listen(content -> heard.add(content) && content.equals(2))) {
      assertEquals(List.of(false, false, true), tell(session, subscription.id(), 3));
    }
    assertEquals(List.of(0, 1, 2), heard.stream().sorted().toList());
  }

  @Test
  void nobodyListensAfterTheEnd(SparkSession session) {
    DriverChannel.Subscription subscription = DriverChannel.listen(content -> true);
    subscription.close();

    assertEquals(List.of(false), tell(session, subscription.id(), 1));
  }

  @Test
  void subscriptionsAreApart(SparkSession session) {
    try (DriverChannel.Subscription yes = DriverChannel.listen(content -> true);
        DriverChannel.Subscription no = DriverChannel.listen(content -> false)) {
      assertEquals(List.of(true), tell(session, yes.id(), 1));
      assertEquals(List.of(false), tell(session, no.id(), 1));
    }
  }

  /** In local[5] three tasks run at once. */
  @Test
  void tasksMeetWhenAllHaveCome(SparkSession session) {
    try (DriverChannel.Subscription subscription = DriverChannel.listen(content -> false)) {
      long id = subscription.id();
      List<String[]> met =
          JavaSparkContext.fromSparkContext(session.sparkContext())
              .parallelize(List.of(0, 1, 2), 3)
              .map(
                  number ->
                      DriverChannel.meet(
                          id,
                          TaskContext.get().stageAttemptNumber(),
                          number,
                          3,
                          "task " + number,
                          () -> {}))
              .collect();
      assertEquals(3, met.size());
      for (String[] names : met) {
        assertArrayEquals(new String[] {"task 0", "task 1", "task 2"}, names);
      }
    }
  }

  @Test
  void whoWaitsForOthersCanBeCalledAway(SparkSession session) {
    try (DriverChannel.Subscription subscription = DriverChannel.listen(content -> false)) {
      long id = subscription.id();
      List<String> ends =
          JavaSparkContext.fromSparkContext(session.sparkContext())
              .parallelize(List.of(0), 1)
              .map(
                  number -> {
                    try {
                      DriverChannel.meet(
                          id,
                          0,
                          0,
                          2,
                          "alone",
                          () -> {
                            throw new IllegalStateException("called away");
                          });
                      return "met";
                    } catch (IllegalStateException e) {
                      return e.getMessage();
                    }
                  })
              .collect();
      assertEquals(List.of("called away"), ends);
    }
    assertFalse(tell(session, -1, 1).get(0));
    assertTrue(tell(session, -1, 1).size() == 1);
  }
}
