package org.mnistspark.spark.session;

import java.io.Serializable;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.spark.SparkEnv;
import org.apache.spark.rpc.RpcCallContext;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.rpc.RpcTimeout;
import org.apache.spark.rpc.ThreadSafeRpcEndpoint;
import org.apache.spark.util.RpcUtils;
import scala.Function1;
import scala.PartialFunction;
import scala.concurrent.Await;
import scala.concurrent.Future;
import scala.concurrent.duration.Duration;
import scala.concurrent.duration.FiniteDuration;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/**
 * Carries messages from running tasks to the driver and answers back, over Spark's own RPC. A task
 * has no other way to say anything before it ends: accumulators come with heartbeats, seconds
 * apart, and a barrier's allGather looks for its answer once a second (BarrierTaskContext of Spark
 * 3.5).
 */
public final class DriverChannel {
  private static final String NAME = "mnist-spark";
  private static final long LOOK_MILLIS = 100;

  private static final Map<Long, Function<Object, Object>> LISTENERS = new ConcurrentHashMap<>();
  private static final SecureRandom RANDOM = new SecureRandom();
  // The Spark of this process: a driver's or an executor's; they follow each other in tests.
  private static SparkEnv here;
  private static RpcEndpointRef driver;

  private DriverChannel() {}

  /** What a task says. Spark's RPC writes it in Java's way, so that a record can travel. */
  private record News(long subscription, Serializable content) implements Serializable {}

  /** A task that looks for the others. */
  private record Meeting(long subscription, int attempt, int task, int tasks, String name)
      implements Serializable {}

  /**
   * A listener on the driver until it is closed.
   *
   * @param id 0 or more; a number that nobody guesses
   */
  public record Subscription(long id) implements AutoCloseable {
    @Override
    public void close() {
      LISTENERS.remove(id);
    }
  }

  /**
   * On the driver: hears what tasks say with the subscription's number, and answers, on a thread of
   * Spark's. A message under way when the subscription is closed may still come.
   */
  public static synchronized Subscription listen(Function<Object, Object> listener) {
    SparkEnv env = SparkEnv.get();
    if (isElsewhere(env)) {
      here = env;
      driver = env.rpcEnv().setupEndpoint(NAME, new OnDriver(env.rpcEnv()));
    }
    Subscription subscription = new Subscription(RANDOM.nextLong() >>> 1);
    LISTENERS.put(subscription.id(), listener);
    return subscription;
  }

  @SuppressWarnings("ReferenceEquality") // The same Spark, not an equal one.
  private static boolean isElsewhere(SparkEnv env) {
    return here != env;
  }

  /** In a task. */
  private static synchronized RpcEndpointRef driver() {
    SparkEnv env = SparkEnv.get();
    if (isElsewhere(env)) {
      driver = RpcUtils.makeDriverRef(NAME, env.conf(), env.rpcEnv());
      here = env;
    }
    return driver;
  }

  /**
   * In a task: says something to the driver, and waits for its answer.
   *
   * @return what the listener answers, never null; empty when nobody listens, or the driver has
   *     gone, which the task itself will notice if it matters
   */
  public static Optional<Object> ask(long subscription, Serializable content) {
    try {
      // Of classes of Java and of Spark alone: the executor's RPC does not know the job's jar.
      List<?> answer =
          driver()
              .askSync(
                  new News(subscription, content), ClassTag$.MODULE$.<List<?>>apply(List.class));
      return answer.stream().<Object>map(said -> said).findFirst();
    } catch (Exception e) {
      // All of them: Scala declares none.
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      return Optional.empty();
    }
  }

  /**
   * In a task: waits until all tasks of an attempt have come.
   *
   * @param attempt of the stage, so that tasks of an earlier one meet nobody
   * @param name what the others are to know
   * @param check called now and then; may throw
   * @return the names of all, by task
   */
  public static String[] meet(
      long subscription, int attempt, int task, int tasks, String name, Runnable check)
      throws InterruptedException {
    Future<Object> all =
        driver()
            .ask(
                new Meeting(subscription, attempt, task, tasks, name),
                // Whoever does not come is missed by Spark, which ends this task.
                new RpcTimeout(new FiniteDuration(1, TimeUnit.DAYS), "spark.rpc.askTimeout"),
                ClassTag$.MODULE$.apply(Object.class));
    while (true) {
      check.run();
      try {
        return (String[]) Await.result(all, Duration.apply(LOOK_MILLIS, TimeUnit.MILLISECONDS));
      } catch (TimeoutException e) {
        // Not all of them yet.
      }
    }
  }

  /** The driver's end. */
  private static final class OnDriver implements ThreadSafeRpcEndpoint {
    private final RpcEnv rpcEnv;
    private final Map<Meeting, Room> rooms = new HashMap<>();

    OnDriver(RpcEnv rpcEnv) {
      this.rpcEnv = rpcEnv;
    }

    @Override
    public RpcEnv rpcEnv() {
      return rpcEnv;
    }

    @Override
    public PartialFunction<Object, BoxedUnit> receiveAndReply(RpcCallContext context) {
      return new AbstractPartialFunction<>() {
        @Override
        public boolean isDefinedAt(Object message) {
          return message instanceof News || message instanceof Meeting;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <A1, B1> B1 applyOrElse(A1 message, Function1<A1, B1> otherwise) {
          if (message instanceof News news) {
            Function<Object, Object> listener = LISTENERS.get(news.subscription());
            context.reply(listener == null ? List.of() : List.of(listener.apply(news.content())));
          } else if (message instanceof Meeting meeting) {
            enter(meeting, context);
          } else {
            return otherwise.apply(message);
          }
          return (B1) BoxedUnit.UNIT;
        }
      };
    }

    private void enter(Meeting task, RpcCallContext context) {
      Meeting key = new Meeting(task.subscription(), task.attempt(), 0, task.tasks(), "");
      // Of attempts that have failed some may have waited for the others.
      rooms.keySet().removeIf(other -> !LISTENERS.containsKey(other.subscription()));
      Room room = rooms.computeIfAbsent(key, any -> new Room(task.tasks()));
      room.names[task.task()] = task.name();
      room.waiting[task.task()] = context;
      if (Arrays.stream(room.waiting).allMatch(waiting -> waiting != null)) {
        rooms.remove(key);
        for (RpcCallContext waiting : room.waiting) {
          waiting.reply(room.names);
        }
      }
    }
  }

  /** Tasks that wait for the others. */
  private static final class Room {
    private final String[] names;
    private final RpcCallContext[] waiting;

    Room(int tasks) {
      names = new String[tasks];
      waiting = new RpcCallContext[tasks];
    }
  }
}
