package org.mnistspark.averaging;

import java.util.List;
import java.util.Locale;
import org.mnistspark.averaging.PairwiseSum.Segment;
import org.mnistspark.mlp.BatchResult;
import org.mnistspark.mlp.Examples;
import org.mnistspark.mlp.Step;

/**
 * The replicas of one task, trained side by side by the task's threads.
 *
 * <p>A pure function of its arguments: a task that is lost and run again returns the same bits, and
 * so do more or fewer threads. A task with all replicas averages them in memory after every round,
 * in about a millisecond, and can train many rounds; one with some of them trains one round and
 * returns its part of the sum.
 */
public final class GroupTraining {
  /**
   * Pieces of the parameter vector that threads average: more than threads, so that none waits
   * long.
   */
  private static final int PIECES = 16;

  /**
   * Loss sums are whole numbers of units, 2<sup>-24</sup> nats. Doubles add those exactly up to 5e8
   * nats, so that an epoch's loss does not depend on how rounds and replicas are spread over jobs
   * and tasks.
   */
  private static final double UNITS_PER_NAT = 1 << 24;

  private final TrainingPlan plan;
  private final List<Shard> shards;
  private final int first;
  private final int[][] orders;
  private final RoundObserver observer;

  private GroupTraining(TrainingPlan plan, List<Shard> shards, int epoch, RoundObserver observer) {
    this.plan = plan;
    this.shards = shards;
    this.observer = observer;
    this.first = shards.get(0).worker();
    this.orders = new int[shards.size()][];
    for (int i = 0; i < orders.length; i++) {
      orders[i] = shards.get(i).order(plan.seed(), epoch);
    }
  }

  /**
   * Trains rounds [from, to) of an epoch.
   *
   * @param state at the beginning of round {@code from}; not changed
   * @param shards of consecutive workers
   * @param learningRates of each minibatch of these rounds
   * @param threads cores of the task
   * @param observer is told of every round
   * @throws IllegalArgumentException when state, shards or rates don't fit the plan, or when there
   *     is more than one round and these are not all replicas
   */
  public static RoundsResult run(
      TrainingPlan plan,
      ModelState state,
      List<Shard> shards,
      int epoch,
      int from,
      int to,
      double[] learningRates,
      int threads,
      RoundObserver observer) {
    checkShards(plan, shards);
    checkRounds(plan, shards.size(), from, to, learningRates.length);
    GroupTraining training = new GroupTraining(plan, shards, epoch, observer);
    try (Buffers buffers = Buffers.borrow(plan, training.first, shards.size(), PIECES);
        Threads workers = new Threads(threads)) {
      return training.rounds(plan.requireState(state), from, to, learningRates, buffers, workers);
    }
  }

  private static void checkShards(TrainingPlan plan, List<Shard> shards) {
    if (shards.isEmpty()) {
      throw new IllegalArgumentException("expected the shard of at least one worker, found none");
    }
    int first = shards.get(0).worker();
    if (first < 0 || first + shards.size() > plan.replicas()) {
      throw new IllegalArgumentException(
          "expected shards of workers 0 to %s, found %s from worker %s on"
              .formatted(plan.replicas() - 1, shards.size(), first));
    }
    for (int i = 0; i < shards.size(); i++) {
      Shard shard = shards.get(i);
      if (shard.worker() != first + i) {
        throw new IllegalArgumentException(
            "expected the shard of worker %s, found that of %s"
                .formatted(first + i, shard.worker()));
      }
      int expected = plan.shardSizes().get(first + i);
      // A lost shard is made again from the data set, which may have changed meanwhile.
      if (shard.examples().size() != expected) {
        throw new IllegalArgumentException(
            "worker %s: expected %s examples as before, found %s; train on data that is the same whenever it is read"
                .formatted(first + i, expected, shard.examples().size()));
      }
    }
  }

  private static void checkRounds(TrainingPlan plan, int shards, int from, int to, int rates) {
    if (from < 0 || from >= to || to > plan.rounds()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected rounds within 0 to %d, found %d to %d",
              plan.rounds(),
              from,
              to));
    }
    if (to - from != 1 && shards != plan.replicas()) {
      throw new IllegalArgumentException(
          "expected one round for %s of %s replicas, found %s"
              .formatted(shards, plan.replicas(), to - from));
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

  private RoundsResult rounds(
      ModelState start,
      int from,
      int to,
      double[] learningRates,
      Buffers buffers,
      Threads threads) {
    List<Segment> segments = PairwiseSum.segments(first, first + shards.size(), plan.replicas());
    RoundsResult result = new RoundsResult(first, shards.size(), to - from, segments);
    // Two, in turn: the outer step needs the weights of a round's beginning beside their mean.
    float[][][] weights =
        new float[Math.min(2, to - from)][segments.size()][start.weights().length];
    for (int s = 0; s < segments.size(); s++) {
      result.updater[s] = new float[start.updater().length];
    }
    if (shards.size() == plan.replicas()) {
      // Elsewhere the driver takes the outer step, and needs no momentum back.
      result.momentum = start.momentum().clone();
    }
    ModelState state = start;
    for (int round = from; round < to; round++) {
      ModelState begin = state;
      int now = round;
      System.arraycopy(weights[(round - from) % 2], 0, result.weights, 0, segments.size());
      threads.forEach(
          shards.size(), i -> replica(i, begin, now, from, learningRates, buffers, result));
      long averaging = System.nanoTime();
      average(begin, round, segments, buffers, threads, result);
      result.averagingNanos += System.nanoTime() - averaging;
      tell(round, result.lossSums[round - from], result.correct[round - from]);
      // The next round, if there is one, starts from the average, which this task has alone.
      state =
          new ModelState(
              result.weights[0],
              result.updater[0],
              result.momentum,
              begin.iteration() + plan.averagingFrequency());
    }
    return result;
  }

  private void tell(int round, double[] lossSums, int[] correct) {
    double lossSum = 0;
    int hits = 0;
    int examples = 0;
    for (int i = 0; i < lossSums.length; i++) {
      lossSum += lossSums[i];
      hits += correct[i];
      examples += plan.examples(first + i, round);
    }
    observer.round(round, lossSum, hits, examples);
  }

  /** Replica i from the state of the round's beginning to its end. */
  private void replica(
      int i,
      ModelState begin,
      int round,
      int from,
      double[] learningRates,
      Buffers buffers,
      RoundsResult result) {
    float[] weights = buffers.weights[i];
    float[] updater = buffers.updater[i];
    System.arraycopy(begin.weights(), 0, weights, 0, weights.length);
    System.arraycopy(begin.updater(), 0, updater, 0, updater.length);
    Examples examples = shards.get(i).examples();
    int end = plan.begin(first + i, round + 1);
    int step = (round - from) * plan.averagingFrequency();
    int iteration = begin.iteration();
    Step trainer = buffers.step();
    double lossSum = 0;
    int correct = 0;
    for (int at = plan.begin(first + i, round); at < end; at += plan.batchSize()) {
      int count = Math.min(plan.batchSize(), end - at);
      BatchResult batch =
          trainer.train(
              weights, updater, examples, orders[i], at, count, learningRates[step++], iteration++);
      lossSum += batch.lossSum();
      correct += batch.correct();
    }
    buffers.giveBack(trainer);
    result.lossSums[round - from][i] = Math.rint(lossSum * UNITS_PER_NAT) / UNITS_PER_NAT;
    result.correct[round - from][i] = correct;
  }

  private void average(
      ModelState begin,
      int round,
      List<Segment> segments,
      Buffers buffers,
      Threads threads,
      RoundsResult result) {
    float[] shares = plan.shares(round);
    threads.forEach(
        PIECES,
        piece -> {
          PairwiseSum sum = buffers.sums[piece];
          for (int s = 0; s < segments.size(); s++) {
            sum(sum, segments.get(s), buffers.weights, shares, result.weights[s], piece);
            sum(sum, segments.get(s), buffers.updater, shares, result.updater[s], piece);
          }
          if (shards.size() == plan.replicas()) {
            float[] mean = result.weights[0];
            int begins = begin(mean, piece);
            plan.outer()
                .apply(begin.weights(), mean, result.momentum, begins, begin(mean, piece + 1));
          }
        });
  }

  private static void sum(
      PairwiseSum sum, Segment segment, float[][] vectors, float[] shares, float[] out, int piece) {
    sum.sum(segment, vectors, shares, out, begin(out, piece), begin(out, piece + 1));
  }

  private static int begin(float[] out, int piece) {
    return (int) ((long) out.length * piece / PIECES);
  }
}
