package org.mnistspark.engine.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.client.TransportClient;
import org.mnistspark.averaging.Exchange;
import org.mnistspark.averaging.TrainingPlan;
import org.mnistspark.engine.exchange.Mailbox.Letter;
import org.mnistspark.spark.session.DriverChannel;

/**
 * A task of a barrier stage among the others.
 *
 * <p>Buffers are used again in every round: what was sent to a task has been read when its answer
 * is there.
 */
public final class TaskExchange implements Exchange {
  /**
   * The Spark setting: how long another task may say nothing. A round takes a fraction of a second,
   * but an executor may collect garbage, swap or share its cores.
   */
  private static final String PATIENCE = "spark.mnistspark.peerTimeout";

  private static final String DEFAULT_PATIENCE = "60s";

  private final BarrierTaskContext context;
  private final Peers peers;
  private final int task;
  private final Mailbox mailbox;
  private final long patienceNanos;
  private final ByteBuffer[] sums;
  private final ByteBuffer slice;
  private long token;
  private List<Peer> others = List.of();
  private Set<TransportClient> abroad = Set.of();

  /** Another task; without a connection it is in this process. */
  private record Peer(int task, String name, Optional<TransportClient> client) {}

  private TaskExchange(TrainingPlan plan, BarrierTaskContext context, int tasks) {
    this.context = context;
    this.task = context.partitionId();
    this.peers = Peers.ofProcess();
    this.patienceNanos =
        TimeUnit.SECONDS.toNanos(
            SparkEnv.get().conf().getTimeAsSeconds(PATIENCE, DEFAULT_PATIENCE));
    int[][] lengths = new int[2][tasks];
    this.sums = new ByteBuffer[tasks];
    for (int peer = 0; peer < tasks; peer++) {
      if (peer != task) {
        lengths[Message.SUMS][peer] = plan.messageLength(peer, task, tasks);
        lengths[Message.SLICE][peer] = plan.sliceLength(peer, tasks);
        sums[peer] = Message.allocate(plan.messageLength(task, peer, tasks));
      }
    }
    lengths[Message.SUMS][task] = -1;
    lengths[Message.SLICE][task] = -1;
    this.slice = Message.allocate(plan.sliceLength(task, tasks));
    this.mailbox = new Mailbox(lengths);
  }

  /**
   * In a task: meets the others; all have to come.
   *
   * @param tasks how many there are; one alone has nobody to meet, and needs no barrier
   * @param meeting where they meet, unique to this try
   */
  public static Exchange join(TrainingPlan plan, int tasks, long meeting) {
    if (tasks == 1) {
      return Exchange.ALONE;
    }
    TaskExchange exchange = new TaskExchange(plan, BarrierTaskContext.get(), tasks);
    boolean done = false;
    try {
      exchange.meet(meeting);
      done = true;
      return exchange;
    } finally {
      if (!done) {
        exchange.close();
      }
    }
  }

  private void meet(long meeting) {
    int attempt = context.stageAttemptNumber();
    token = meeting + attempt;
    // Before the others can know where this task is: they may begin to send then.
    peers.add(token, task, mailbox);
    String[] places = meet(meeting, attempt, place());
    List<Peer> met = new ArrayList<>();
    for (int peer = 0; peer < places.length; peer++) {
      String[] parts = places[peer].split(" ", -1);
      met.add(
          parts[0].equals(peers.process())
              ? new Peer(peer, "task " + peer, Optional.empty())
              : new Peer(
                  peer,
                  "task %s at %s:%s".formatted(peer, parts[1], parts[2]),
                  Optional.of(connect(peer, parts[1], Integer.parseInt(parts[2])))));
    }
    others = List.copyOf(met);
    Set<TransportClient> clients = new LinkedHashSet<>();
    // Beginning with the next task's, so that no process has to receive from all at once.
    for (int hop = 1; hop < places.length; hop++) {
      met.get((task + hop) % places.length).client().ifPresent(clients::add);
    }
    abroad = clients;
  }

  private String[] meet(long meeting, int attempt, String place) {
    try {
      return DriverChannel.meet(
          meeting, attempt, task, tasks(), place, context::killTaskIfInterrupted);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerLostException("interrupted while meeting the other tasks", e);
    }
  }

  /** This task's process, and where others reach it; a driver's tasks are all in the driver. */
  private String place() {
    if (SparkEnv.get().executorId().equals("driver")) {
      return peers.process();
    }
    try {
      return "%s %s %s".formatted(peers.process(), peers.host(), peers.port());
    } catch (IOException e) {
      throw new PeerLostException(e.getMessage(), e);
    }
  }

  private TransportClient connect(int peer, String host, int port) {
    try {
      return peers.connect(host, port);
    } catch (IOException e) {
      throw new PeerLostException(
          "expected a connection to task %s at %s:%s, found %s; executors must reach each other"
              .formatted(peer, host, port, e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerLostException("interrupted while connecting to task " + peer, e);
    }
  }

  @Override
  public int task() {
    return task;
  }

  @Override
  public int tasks() {
    return sums.length;
  }

  @Override
  public void scatter(int round, int to, Tally tally, float[] values, int length) {
    Message.write(
        sums[to],
        token,
        Message.SUMS,
        false,
        to,
        task,
        round,
        tally.lossSum(),
        tally.correct(),
        values,
        length);
    others
        .get(to)
        .client()
        .ifPresentOrElse(
            client -> client.send(sums[to].duplicate()), () -> peers.deliver(sums[to].duplicate()));
  }

  @Override
  public void publish(int round, boolean last, float[] values, int length) {
    Message.write(slice, token, Message.SLICE, last, 0, task, round, 0, 0, values, length);
    abroad.forEach(client -> client.send(slice.duplicate()));
    peers.deliver(slice.duplicate());
  }

  @Override
  public float[] sums(int round, int from) {
    return await(Message.SUMS, round, from).values();
  }

  @Override
  public Tally tally(int round, int from) {
    return await(Message.SUMS, round, from).tally();
  }

  @Override
  public float[] slice(int round, int from) {
    return await(Message.SLICE, round, from).values();
  }

  @Override
  public boolean last(int round) {
    return await(Message.SLICE, round, 0).last();
  }

  private Letter await(int kind, int round, int from) {
    Peer peer = others.get(from);
    long start = System.nanoTime();
    try {
      Letter letter = mailbox.await(kind, round, from, () -> isWorthWaiting(peer, round, start));
      if (letter == null) {
        throw new PeerLostException(
            "round %s: expected the %s of %s, found that it is gone"
                .formatted(round + 1, kind == Message.SUMS ? "sums" : "slice", peer.name()));
      }
      return letter;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PeerLostException("interrupted while waiting for " + peer.name(), e);
    }
  }

  private boolean isWorthWaiting(Peer peer, int round, long start) {
    // When another task fails, Spark ends all of them so.
    context.killTaskIfInterrupted();
    if (System.nanoTime() - start > patienceNanos) {
      throw new PeerLostException(
          "round %s: expected a message of %s, found none for %s s; --conf %s=5m waits longer"
              .formatted(
                  round + 1, peer.name(), TimeUnit.NANOSECONDS.toSeconds(patienceNanos), PATIENCE));
    }
    return peer.client()
        .map(TransportClient::isActive)
        .orElseGet(() -> peers.has(token, peer.task()));
  }

  @Override
  public void close() {
    peers.remove(token, task);
  }
}
