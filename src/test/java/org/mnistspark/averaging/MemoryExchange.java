package org.mnistspark.averaging;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Tasks as threads of this process: what they send each other are copies in a map.
 *
 * <p>It grants no more than {@link Exchange} promises, so that nobody relies on it: a message is
 * handed out just as long as it was sent, and is overwritten with NaN as soon as that is allowed.
 * It refuses what a network with fixed buffers could not carry: messages of another length than the
 * plan's, and a sender that is more than a round ahead of its reader.
 */
final class MemoryExchange implements Exchange {
  /** Only a failing test waits so long. */
  private static final long PATIENCE_SECONDS = 30;

  private final Post post;
  private final int task;

  private MemoryExchange(Post post, int task) {
    this.post = post;
    this.task = task;
  }

  /** The exchange of a task whose others never come. */
  static Exchange deserted(TrainingPlan plan, int task, int tasks) {
    return new MemoryExchange(new Post(plan, tasks), task);
  }

  /** Trains on the plan's own shards; see {@link GroupTraining#run}. */
  static List<SliceResult> train(
      TrainingPlan plan,
      ModelState state,
      int tasks,
      Progress done,
      int to,
      double[] rates,
      int threads,
      RoundObserver observer) {
    return train(
        plan, state, Fixtures.shards(plan), tasks, done, to, rates, threads, task -> observer);
  }

  /**
   * Trains with all tasks at once.
   *
   * @param shards of all workers
   * @param observer of a task, by its number
   * @return what each task returns, in their order
   */
  static List<SliceResult> train(
      TrainingPlan plan,
      ModelState state,
      List<Shard> shards,
      int tasks,
      Progress done,
      int to,
      double[] rates,
      int threads,
      Function<Integer, RoundObserver> observer) {
    return inTasks(
        plan,
        tasks,
        exchange ->
            GroupTraining.run(
                plan,
                state,
                shards.subList(
                    plan.firstReplica(exchange.task(), tasks),
                    plan.firstReplica(exchange.task() + 1, tasks)),
                done,
                to,
                rates,
                threads,
                exchange,
                observer.apply(exchange.task())));
  }

  /**
   * Has all tasks do something at once, and returns when all have ended. When some fail, the others
   * are not left waiting for them, and the failure of the first of them by number is thrown: the
   * same whichever comes first.
   */
  static <T> List<T> inTasks(TrainingPlan plan, int tasks, Function<Exchange, T> work) {
    Post post = new Post(plan, tasks);
    ExecutorService threads = Executors.newFixedThreadPool(tasks, MemoryExchange::daemon);
    try {
      List<Future<T>> running =
          IntStream.range(0, tasks)
              .mapToObj(task -> threads.submit(() -> post.inTask(task, work)))
              .toList();
      List<T> results = results(running);
      post.requireAllRead();
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "task");
    thread.setDaemon(true);
    return thread;
  }

  private static <T> List<T> results(List<Future<T>> running) {
    List<T> results = new ArrayList<>();
    Throwable failure = null;
    for (int task = 0; task < running.size(); task++) {
      try {
        // Longer than a task waits for another one, whose message says more.
        results.add(running.get(task).get(2 * PATIENCE_SECONDS, TimeUnit.SECONDS));
      } catch (ExecutionException e) {
        if (failure == null || failure instanceof AbandonedException) {
          failure = e.getCause();
        }
      } catch (TimeoutException e) {
        throw new AssertionError("task " + task + " does not end", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for tasks", e);
      }
    }
    if (failure instanceof Error error) {
      throw error;
    } else if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    return results;
  }

  @Override
  public int task() {
    return task;
  }

  @Override
  public int tasks() {
    return post.tasks;
  }

  @Override
  public void scatter(int round, int to, Tally tally, float[] sums, int length) {
    requireLength(post.plan.messageLength(task, to, post.tasks), length);
    post.send(
        new Key(Kind.SUMS, round, task, to),
        new Message(Arrays.copyOf(sums, length), tally, false));
  }

  @Override
  public float[] sums(int round, int from) {
    return post.await(new Key(Kind.SUMS, round, from, task)).values;
  }

  @Override
  public Tally tally(int round, int from) {
    return post.there(new Key(Kind.SUMS, round, from, task)).tally;
  }

  @Override
  public void publish(int round, boolean last, float[] slice, int length) {
    requireLength(post.plan.sliceLength(task, post.tasks), length);
    for (int to = 0; to < post.tasks; to++) {
      if (to != task) {
        post.send(
            new Key(Kind.SLICE, round, task, to),
            new Message(Arrays.copyOf(slice, length), new Tally(0, 0), last));
      }
    }
  }

  @Override
  public float[] slice(int round, int from) {
    return post.await(new Key(Kind.SLICE, round, from, task)).values;
  }

  @Override
  public boolean last(int round) {
    return post.there(new Key(Kind.SLICE, round, 0, task)).last;
  }

  @Override
  public void close() {}

  private static void requireLength(int expected, int found) {
    if (found != expected) {
      throw new AssertionError("expected a message of %s, found %s".formatted(expected, found));
    }
  }

  private enum Kind {
    SUMS,
    SLICE
  }

  private record Key(Kind kind, int round, int from, int to) {
    Key before(int rounds) {
      return new Key(kind, round - rounds, from, to);
    }
  }

  private static final class Message {
    private final float[] values;
    private final Tally tally;
    private final boolean last;
    private boolean read;

    Message(float[] values, Tally tally, boolean last) {
      this.values = values;
      this.tally = tally;
      this.last = last;
    }
  }

  /** Thrown in a task when another one has failed: not the failure to be told of. */
  private static final class AbandonedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    AbandonedException(Key key) {
      super("another task failed before it sent " + key);
    }
  }

  /** Where messages are kept until their reader has the next one. */
  private static final class Post {
    private final TrainingPlan plan;
    private final int tasks;
    private final Map<Key, Message> messages = new HashMap<>();
    private final Set<Integer> ended = new HashSet<>();
    private boolean abandoned;

    Post(TrainingPlan plan, int tasks) {
      this.plan = plan;
      this.tasks = tasks;
    }

    <T> T inTask(int task, Function<Exchange, T> work) {
      boolean done = false;
      try (Exchange exchange = tasks == 1 ? Exchange.ALONE : new MemoryExchange(this, task)) {
        T result = work.apply(exchange);
        done = true;
        return result;
      } finally {
        end(task, done);
      }
    }

    private synchronized void end(int task, boolean done) {
      ended.add(task);
      abandoned |= !done;
      notifyAll();
    }

    synchronized void send(Key key, Message message) {
      if (key.from() == key.to() || messages.containsKey(key.before(2))) {
        throw new AssertionError("expected room for " + key + ", found none");
      }
      if (messages.put(key, message) != null) {
        throw new AssertionError("expected " + key + " once, found it sent again");
      }
      notifyAll();
    }

    synchronized Message await(Key key) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!messages.containsKey(key)) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (abandoned) {
          throw new AbandonedException(key);
        }
        if (left <= 0 || ended.contains(key.from())) {
          throw new AssertionError(
              "expected %s within %s s, found %s, and that tasks %s have ended"
                  .formatted(key, PATIENCE_SECONDS, messages.keySet(), ended));
        }
        try {
          wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new AssertionError("interrupted while waiting for " + key, e);
        }
      }
      Message before = messages.remove(key.before(1));
      if (before != null) {
        Arrays.fill(before.values, Float.NaN);
      }
      return there(key);
    }

    synchronized Message there(Key key) {
      Message message = messages.get(key);
      if (message == null) {
        throw new AssertionError("expected " + key + " to have come, found " + messages.keySet());
      }
      message.read = true;
      return message;
    }

    synchronized void requireAllRead() {
      messages.forEach(
          (key, message) -> {
            if (!message.read) {
              throw new AssertionError("expected " + key + " to be read, found that it is not");
            }
          });
    }
  }
}
