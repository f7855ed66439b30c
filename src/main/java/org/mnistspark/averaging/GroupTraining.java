package org.mnistspark.averaging;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.mnistspark.averaging.Exchange.Tally;
import org.mnistspark.averaging.PairwiseSum.Node;
import org.mnistspark.averaging.PairwiseSum.Segment;
import org.mnistspark.mlp.BatchResult;
import org.mnistspark.mlp.Examples;
import org.mnistspark.mlp.Step;

/**
 * The group of replicas of one task, those of consecutive workers, trained side by side by the
 * task's threads, and averaged after every round with those of the other tasks.
 *
 * <p>A pure function of its arguments: tasks that are lost and run again return the same bits, and
 * so do more or fewer threads and tasks.
 */
public final class GroupTraining {
  /** Parts of a slice that threads average: more than threads, so that none waits long. */
  private static final int PARTS = 16;

  /**
   * Loss sums are whole numbers of units, 2<sup>-24</sup> nats. Doubles add those exactly up to 5e8
   * nats, so that an epoch's loss does not depend on how rounds and replicas are spread over jobs
   * and tasks.
   */
  private static final double UNITS_PER_NAT = 1 << 24;

  private final TrainingPlan plan;
  private final List<Shard> shards;
  private final int[][] orders;
  private final int from;
  private final double[] learningRates;
  private final Buffers buffers;
  private final Threads threads;
  private final Exchange exchange;
  private final List<Segment> segments;
  private final float[] outgoing;

  private GroupTraining(
      TrainingPlan plan,
      List<Shard> shards,
      Progress done,
      double[] learningRates,
      Buffers buffers,
      Threads threads,
      Exchange exchange) {
    this.plan = plan;
    this.shards = shards;
    this.from = done.rounds();
    this.learningRates = learningRates;
    this.buffers = buffers;
    this.threads = threads;
    this.exchange = exchange;
    this.orders = new int[shards.size()][];
    for (int i = 0; i < orders.length; i++) {
      orders[i] = shards.get(i).order(plan.seed(), done.epoch() - 1);
    }
    this.segments = plan.segments(exchange.task(), exchange.tasks());
    this.outgoing = new float[exchange.tasks() == 1 ? 0 : longestMessage()];
  }

  /**
   * Trains rounds of an epoch, up to but excluding {@code to}, or until the observer stops it.
   *
   * @param state at the beginning of the first of them; not changed
   * @param shards those that {@link TrainingPlan#firstReplica} gives to this task
   * @param done progress of the epoch before them
   * @param learningRates of each minibatch of these rounds
   * @param threads cores of the task
   * @param exchange with the other tasks
   * @param observer sees every round, in task 0
   * @throws IllegalArgumentException when state, shards or rates don't fit the plan
   */
  public static SliceResult run(
      TrainingPlan plan,
      ModelState state,
      List<Shard> shards,
      Progress done,
      int to,
      double[] learningRates,
      int threads,
      Exchange exchange,
      RoundObserver observer) {
    int first = plan.firstReplica(exchange.task(), exchange.tasks());
    checkShards(plan, first, plan.firstReplica(exchange.task() + 1, exchange.tasks()), shards);
    checkRounds(plan, done.rounds(), to, learningRates.length);
    ModelState start = plan.requireState(state);
    try (Buffers buffers = Buffers.borrow(plan, first, shards.size(), PARTS);
        Threads workers = new Threads(threads)) {
      return new GroupTraining(plan, shards, done, learningRates, buffers, workers, exchange)
          .rounds(start, done, to, observer);
    }
  }

  private static void checkShards(TrainingPlan plan, int first, int end, List<Shard> shards) {
    if (first == end) {
      throw new IllegalArgumentException("expected the shard of at least one worker, found none");
    }
    if (shards.size() != end - first) {
      throw new IllegalArgumentException(
          "expected the shards of workers %s to %s, found %s shards"
              .formatted(first, end - 1, shards.size()));
    }
    for (int i = 0; i < shards.size(); i++) {
      Shard shard = shards.get(i);
      if (shard.worker() != first + i) {
        throw new IllegalArgumentException(
            "expected the shard of worker %s, found that of %s"
                .formatted(first + i, shard.worker()));
      }
      int expected = plan.shardSizes().get(first + i);
      // A lost shard is made again from the data set, which may have changed in between.
      if (shard.examples().size() != expected) {
        throw new IllegalArgumentException(
            "worker %s: expected %s examples as before, found %s; train on data that is the same whenever it is read"
                .formatted(first + i, expected, shard.examples().size()));
      }
    }
  }

  private static void checkRounds(TrainingPlan plan, int from, int to, int rates) {
    if (from < 0 || from >= to || to > plan.rounds()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected rounds within 0 to %d, found %d to %d",
              plan.rounds(),
              from,
              to));
    }
    if (rates < plan.steps(from, to)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected learning rates of %d minibatches, found %d",
              plan.steps(from, to),
              rates));
    }
  }

  private SliceResult rounds(ModelState start, Progress done, int to, RoundObserver observer) {
    int task = exchange.task();
    int tasks = exchange.tasks();
    // Of the whole momentum only this task's slice is used.
    float[] momentum = start.momentum().clone();
    // Two, in turn: the outer step needs the weights of a round's beginning beside their mean.
    ModelState[] spare = new ModelState[2];
    ModelState state = start;
    Progress progress = done;
    long averagingNanos = 0;
    boolean last = false;
    while (progress.rounds() < to && !last) {
      ModelState begin = state;
      int round = progress.rounds();
      Tally[] tallies = new Tally[shards.size()];
      threads.forEach(shards.size(), i -> tallies[i] = replica(i, begin, round));
      Tally own = Arrays.stream(tallies).reduce(new Tally(0, 0), Tally::plus);
      long averaging = System.nanoTime();
      if (spare[round % 2] == null) {
        spare[round % 2] =
            new ModelState(
                new float[start.weights().length], new float[start.updater().length], momentum, 0);
      }
      ModelState mean = spare[round % 2];
      float[] shares = plan.shares(round);
      scatter(round, own, shares);
      Tally all = own;
      for (int hop = 1; hop < tasks; hop++) {
        int peer = (task + hop) % tasks;
        exchange.sums(round, peer);
        all = all.plus(exchange.tally(round, peer));
      }
      progress = plan.after(progress, plan.examples(round), all.lossSum(), all.correct());
      // Nothing good comes after a loss that is not finite; the driver says so.
      last = task == 0 && (observer.round(progress) || !Double.isFinite(progress.lossSum()));
      average(round, begin, mean, shares);
      gather(round, last, mean);
      last = task == 0 ? last : exchange.last(round);
      state =
          new ModelState(
              mean.weights(),
              mean.updater(),
              momentum,
              begin.iteration() + plan.steps(round, round + 1));
      averagingNanos += System.nanoTime() - averaging;
    }
    return new SliceResult(
        task,
        slice(state.weights(), task),
        slice(state.updater(), task),
        slice(momentum, task),
        state,
        progress,
        averagingNanos);
  }

  /** Replica i from the state of the round's beginning to its end. */
  private Tally replica(int i, ModelState begin, int round) {
    float[] weights = buffers.weights[i];
    float[] updater = buffers.updater[i];
    System.arraycopy(begin.weights(), 0, weights, 0, weights.length);
    System.arraycopy(begin.updater(), 0, updater, 0, updater.length);
    Examples examples = shards.get(i).examples();
    int replica = shards.get(i).worker();
    int end = plan.begin(replica, round + 1);
    int step = (round - from) * plan.averagingFrequency();
    int iteration = begin.iteration();
    Step trainer = buffers.step();
    double lossSum = 0;
    long correct = 0;
    for (int at = plan.begin(replica, round); at < end; at += plan.batchSize()) {
      int count = Math.min(plan.batchSize(), end - at);
      BatchResult batch =
          trainer.train(
              weights, updater, examples, orders[i], at, count, learningRates[step++], iteration++);
      lossSum += batch.lossSum();
      correct += batch.correct();
    }
    buffers.giveBack(trainer);
    return new Tally(Math.rint(lossSum * UNITS_PER_NAT) / UNITS_PER_NAT, correct);
  }

  /**
   * Sends the other tasks the sums over their slices: the next task's first, so that no task has to
   * receive from all at once. A message has, for each of this task's nodes, the slice of the
   * weights and that of the updater state.
   */
  private void scatter(int round, Tally own, float[] shares) {
    int tasks = exchange.tasks();
    for (int hop = 1; hop < tasks; hop++) {
      int peer = (exchange.task() + hop) % tasks;
      Slice weights = weights(peer);
      Slice updater = updater(peer);
      threads.forEach(
          PARTS,
          part -> {
            int at = 0;
            for (Segment segment : segments) {
              sum(segment, buffers.weights, shares, weights, part, at);
              at += weights.length();
              sum(segment, buffers.updater, shares, updater, part, at);
              at += updater.length();
            }
          });
      exchange.scatter(
          round, peer, own, outgoing, segments.size() * (weights.length() + updater.length()));
    }
  }

  /** One part of a slice of a node, into the message, where the slice begins at {@code at}. */
  private void sum(
      Segment segment, float[][] vectors, float[] shares, Slice slice, int part, int at) {
    Slice some = Slice.of(slice.length(), part, PARTS);
    buffers.sums[part].sum(
        segment,
        vectors,
        shares,
        slice.from() + some.from(),
        outgoing,
        at + some.from(),
        some.length());
  }

  /** Adds up this task's slice, of its own replicas and of those of the others, and steps. */
  private void average(int round, ModelState begin, ModelState mean, float[] shares) {
    Slice weights = weights(exchange.task());
    Slice updater = updater(exchange.task());
    int stride = weights.length() + updater.length();
    Node[] weightNodes = nodes(round, stride, 0);
    Node[] updaterNodes = nodes(round, stride, weights.length());
    threads.forEach(
        PARTS,
        part -> {
          PairwiseSum sum = buffers.sums[part];
          Slice some = Slice.of(weights.length(), part, PARTS).after(weights.from());
          sum.root(
              weightNodes,
              buffers.weights,
              shares,
              weights.from(),
              mean.weights(),
              some.from(),
              some.length());
          Slice others = Slice.of(updater.length(), part, PARTS).after(updater.from());
          sum.root(
              updaterNodes,
              buffers.updater,
              shares,
              updater.from(),
              mean.updater(),
              others.from(),
              others.length());
          plan.outer()
              .apply(begin.weights(), mean.weights(), mean.momentum(), some.from(), some.to());
        });
  }

  /**
   * What the other tasks sent: their nodes, of the weights or of the updater state.
   *
   * @param stride floats from one node to the next
   * @param offset where the values begin in each
   */
  private Node[] nodes(int round, int stride, int offset) {
    List<Node> nodes = new ArrayList<>();
    for (int peer = 0; peer < exchange.tasks(); peer++) {
      if (peer != exchange.task()) {
        float[] sums = exchange.sums(round, peer);
        int at = offset;
        for (Segment segment : plan.segments(peer, exchange.tasks())) {
          nodes.add(new Node(segment, sums, at));
          at += stride;
        }
      }
    }
    return nodes.toArray(Node[]::new);
  }

  /** Sends this task's slice to the others and takes theirs. */
  private void gather(int round, boolean last, ModelState mean) {
    int tasks = exchange.tasks();
    if (tasks == 1) {
      return;
    }
    int task = exchange.task();
    Slice weights = weights(task);
    Slice updater = updater(task);
    System.arraycopy(mean.weights(), weights.from(), outgoing, 0, weights.length());
    System.arraycopy(mean.updater(), updater.from(), outgoing, weights.length(), updater.length());
    exchange.publish(round, last, outgoing, weights.length() + updater.length());
    for (int hop = 1; hop < tasks; hop++) {
      int peer = (task + hop) % tasks;
      float[] slice = exchange.slice(round, peer);
      Slice theirs = weights(peer);
      Slice states = updater(peer);
      System.arraycopy(slice, 0, mean.weights(), theirs.from(), theirs.length());
      System.arraycopy(slice, theirs.length(), mean.updater(), states.from(), states.length());
    }
  }

  /** A task's slice of the weights. */
  private Slice weights(int task) {
    return Slice.of(plan.topology().parameters(), task, exchange.tasks());
  }

  /** A task's slice of the updater state. */
  private Slice updater(int task) {
    return Slice.of(plan.updaterStates(), task, exchange.tasks());
  }

  private float[] slice(float[] whole, int task) {
    if (exchange.tasks() == 1) {
      return whole;
    }
    Slice slice = Slice.of(whole.length, task, exchange.tasks());
    return Arrays.copyOfRange(whole, slice.from(), slice.to());
  }

  /** Floats of the longest message of this task, its own slice among them. */
  private int longestMessage() {
    int tasks = exchange.tasks();
    return IntStream.range(0, tasks)
        .map(to -> plan.messageLength(exchange.task(), to, tasks))
        .max()
        .orElseThrow();
  }
}
