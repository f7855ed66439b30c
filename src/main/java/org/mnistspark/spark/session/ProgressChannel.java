package org.mnistspark.spark.session;

import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.spark.api.plugin.PluginContext;

/**
 * From running tasks to the driver, by {@link ProgressPlugin}. What is sent may be lost, and a task
 * that runs again sends again: for eyes, not for results.
 */
public final class ProgressChannel {
  private static final Map<Long, Consumer<Object>> LISTENERS = new ConcurrentHashMap<>();
  private static final AtomicLong LAST = new AtomicLong();
  private static volatile Optional<PluginContext> driver = Optional.empty();

  private ProgressChannel() {}

  /**
   * What a task says. Spark's RPC writes it in Java's way, so that a record can travel.
   *
   * @param subscription of the driver
   */
  record Message(long subscription, Serializable content) implements Serializable {}

  /** A listener on the driver until it is closed. */
  public record Subscription(long id) implements AutoCloseable {
    @Override
    public void close() {
      LISTENERS.remove(id);
    }
  }

  /**
   * On the driver: hears what tasks send with the subscription's number, on a thread of Spark's. A
   * message under way when the subscription is closed may still come.
   */
  public static Subscription listen(Consumer<Object> listener) {
    Subscription subscription = new Subscription(LAST.incrementAndGet());
    LISTENERS.put(subscription.id(), listener);
    return subscription;
  }

  /** In a task: sends and does not wait. Without the plugin, or without a driver, does nothing. */
  public static void send(long subscription, Serializable content) {
    driver.ifPresent(context -> send(context, new Message(subscription, content)));
  }

  private static void send(PluginContext context, Object message) {
    try {
      context.send(message);
    } catch (IOException | IllegalStateException e) {
      // The driver has gone, or never was: the task itself will notice, if it matters.
      driver = Optional.empty();
    }
  }

  static void connect(PluginContext context) {
    driver = Optional.of(context);
    // The first message waits until the driver's address is known: better now than in a task.
    send(context, "hello");
  }

  static void disconnect() {
    driver = Optional.empty();
  }

  static void receive(Message message) {
    LISTENERS.getOrDefault(message.subscription(), nobody -> {}).accept(message.content());
  }
}
