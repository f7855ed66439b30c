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
  private final List<Block> blocks;
  private final int first;
  private final int[][] orders;
  private final RoundObserver observer;

  private GroupTraining(TrainingPlan plan, List<Block> blocks, int epoch, RoundObserver observer) {
    this.plan = plan;
    this.blocks = blocks;
    this.observer = observer;
    this.first = blocks.get(0).worker();
    this.orders = new int[blocks.size()][];
    for (int i = 0; i < orders.length; i++) {
      orders[i] = Shuffle.order(plan.seed(), epoch, first + i, blocks.get(i).examples().size());
    }
  }

  /**
   * Trains rounds [from, to) of an epoch.
   *
   * @param state at the beginning of round {@code from}; not changed
   * @param blocks of consecutive workers
   * @param learningRates of each minibatch of these rounds
   * @param threads cores of the task
   * @param observer is told of every round
   * @throws IllegalArgumentException when state, blocks or rates don't fit the plan, or when there
   *     is more than one round and these are not all replicas
   */
  public static RoundsResult run(
      TrainingPlan plan,
      ModelState state,
      List<Block> blocks,
      int epoch,
      int from,
      int to,
      double[] learningRates,
      int threads,
      RoundObserver observer) {
    checkState(plan, state);
    checkBlocks(plan, blocks);
    checkRounds(plan, blocks.size(), from, to, learningRates.length);
    GroupTraining training = new GroupTraining(plan, blocks, epoch, observer);
    try (Buffers buffers = Buffers.borrow(plan, training.first, blocks.size(), PIECES);
        Threads workers = new Threads(threads)) {
      return training.rounds(state, from, to, learningRates, buffers, workers);
    }
  }

  private static void checkState(TrainingPlan plan, ModelState state) {
    long parameters = plan.topology().parameters();
    long states = parameters * plan.updater().statesPerParameter();
    if (state.weights().length != parameters
        || state.updater().length != states
        || state.momentum().length != plan.momentumLength()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a state of %d weights, %d updater values and a momentum of %d, found %d, %d and %d",
              parameters,
              states,
              plan.momentumLength(),
              state.weights().length,
              state.updater().length,
              state.momentum().length));
    }
  }

  private static void checkBlocks(TrainingPlan plan, List<Block> blocks) {
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException("expected the block of at least one worker, found none");
    }
    int first = blocks.get(0).worker();
    if (first < 0 || first + blocks.size() > plan.replicas()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected blocks of workers 0 to %d, found %d from worker %d on",
              plan.replicas() - 1,
              blocks.size(),
              first));
    }
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      if (block.worker() != first + i) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "expected the block of worker %d, found that of %d",
                first + i,
                block.worker()));
      }
      int expected = plan.blockSizes().get(first + i);
      // A lost block is made again from the data set, which may have changed meanwhile.
      if (block.examples().size() != expected) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "worker %d: expected %d examples as before, found %d; train on data that is the same whenever it is read",
                first + i,
                expected,
                block.examples().size()));
      }
    }
  }

  private static void checkRounds(TrainingPlan plan, int blocks, int from, int to, int rates) {
    if (from < 0 || from >= to || to > plan.rounds()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected rounds within 0 to %d, found %d to %d",
              plan.rounds(),
              from,
              to));
    }
    if (to - from != 1 && blocks != plan.replicas()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected one round for %d of %d replicas, found %d",
              blocks,
              plan.replicas(),
              to - from));
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
    List<Segment> segments = PairwiseSum.segments(first, first + blocks.size(), plan.replicas());
    RoundsResult result = new RoundsResult(first, blocks.size(), to - from, segments);
    // Two, in turn: the outer step needs the weights of a round's beginning beside their mean.
    float[][][] weights =
        new float[Math.min(2, to - from)][segments.size()][start.weights().length];
    for (int s = 0; s < segments.size(); s++) {
      result.updater[s] = new float[start.updater().length];
    }
    if (blocks.size() == plan.replicas()) {
      // Elsewhere the driver takes the outer step, and needs no momentum back.
      result.momentum = start.momentum().clone();
    }
    ModelState state = start;
    for (int round = from; round < to; round++) {
      ModelState begin = state;
      int now = round;
      System.arraycopy(weights[(round - from) % 2], 0, result.weights, 0, segments.size());
      threads.forEach(
          blocks.size(), i -> replica(i, begin, now, from, learningRates, buffers, result));
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
    Examples examples = blocks.get(i).examples();
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
          if (blocks.size() == plan.replicas()) {
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
