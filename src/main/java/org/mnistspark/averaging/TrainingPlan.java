package org.mnistspark.averaging;

import java.io.Serializable;
import java.util.List;
import org.mnistspark.averaging.PairwiseSum.Segment;
import org.mnistspark.mlp.Topology;
import org.mnistspark.mlp.Updater;

/**
 * How an epoch is cut into rounds. In round r every replica trains minibatches r·K to (r+1)·K - 1
 * of its shuffled shard, as far as it has them; then the replicas are averaged.
 *
 * @param topology of the network
 * @param updater of every replica
 * @param l2 weight decay on weights
 * @param batchSize examples per minibatch
 * @param averagingFrequency K, minibatches per replica between averagings
 * @param outer what becomes of the mean
 * @param seed of the shuffling
 * @param shardSizes examples of each worker
 */
public record TrainingPlan(
    Topology topology,
    Updater updater,
    double l2,
    int batchSize,
    int averagingFrequency,
    OuterStep outer,
    long seed,
    List<Integer> shardSizes)
    implements Serializable {

  /** Checks numbers and copies the list. */
  public TrainingPlan {
    require("batch size", batchSize, 1);
    require("averaging frequency", averagingFrequency, 1);
    shardSizes = List.copyOf(shardSizes);
    shardSizes.forEach(size -> require("examples of a worker", size, 0));
  }

  private static void require(String what, int value, int atLeast) {
    if (value < atLeast) {
      throw new IllegalArgumentException(
          what + ": expected at least " + atLeast + ", found " + value);
    }
  }

  /** Length of the outer step's momentum. */
  public int momentumLength() {
    return outer.hasMomentum() ? topology.parameters() : 0;
  }

  /** The progress after one more round, with what it showed. */
  public Progress after(Progress done, long examples, double lossSum, long correct) {
    return counted(
        new Progress(
            done.epoch(),
            done.rounds() + 1,
            0,
            0,
            done.examples() + examples,
            done.lossSum() + lossSum,
            done.correct() + correct));
  }

  /** The same progress with its steps. */
  public Progress counted(Progress at) {
    return new Progress(
        at.epoch(),
        at.rounds(),
        steps(0, at.rounds()),
        steps(0, rounds()),
        at.examples(),
        at.lossSum(),
        at.correct());
  }

  /**
   * A state that a round can start from; a momentum of no length stands for none yet.
   *
   * @throws IllegalArgumentException when it is another network's
   */
  public ModelState requireState(ModelState state) {
    long parameters = topology.parameters();
    long states = parameters * updater.statesPerParameter();
    int momentum = state.momentum().length;
    if (state.weights().length != parameters
        || state.updater().length != states
        || (momentum != momentumLength() && momentum != 0)) {
      throw new IllegalArgumentException(
          "expected a state of %s weights, %s updater values and a momentum of %s, found %s, %s and %s"
              .formatted(
                  parameters,
                  states,
                  momentumLength(),
                  state.weights().length,
                  state.updater().length,
                  momentum));
    }
    return momentum == momentumLength()
        ? state
        : new ModelState(
            state.weights(), state.updater(), new float[momentumLength()], state.iteration());
  }

  /** Replicas, one per shard. */
  public int replicas() {
    return shardSizes.size();
  }

  /** Rounds of an epoch: until the largest shard is through. */
  public int rounds() {
    return ceil(longestEpoch(), averagingFrequency);
  }

  /** Minibatches of the replica that has most. */
  int longestEpoch() {
    int most = 0;
    for (int size : shardSizes) {
      most = Math.max(most, ceil(size, batchSize));
    }
    return most;
  }

  /** Minibatches that a replica can train in rounds [from, to), at the most. */
  public int steps(int from, int to) {
    long end = Math.min((long) to * averagingFrequency, longestEpoch());
    return Math.toIntExact(end - (long) from * averagingFrequency);
  }

  /**
   * Where in its shuffled shard a replica's round begins; the shard's size when there is nothing
   * left.
   */
  int begin(int replica, int round) {
    return (int) Math.min(shardSizes.get(replica), (long) round * averagingFrequency * batchSize);
  }

  /** Examples that a replica trains in a round. */
  int examples(int replica, int round) {
    return begin(replica, round + 1) - begin(replica, round);
  }

  /** Examples that all replicas train in a round. */
  long examples(int round) {
    long total = 0;
    for (int i = 0; i < replicas(); i++) {
      total += examples(i, round);
    }
    return total;
  }

  /** The first replica of a task, when they are spread evenly; of task {@code tasks} the end. */
  public int firstReplica(int task, int tasks) {
    return Slice.of(replicas(), task, tasks).from();
  }

  /** The largest nodes of the tree of sums that the replicas of a task fill. */
  List<Segment> segments(int task, int tasks) {
    Slice own = Slice.of(replicas(), task, tasks);
    return PairwiseSum.segments(own.from(), own.to(), replicas());
  }

  /** Floats of what a task sends another one to add up: its nodes over the other one's slice. */
  public int messageLength(int from, int to, int tasks) {
    return segments(from, tasks).size() * sliceLength(to, tasks);
  }

  /** Floats of a task's slice: weights and updater state. */
  public int sliceLength(int task, int tasks) {
    return Slice.of(topology.parameters(), task, tasks).length()
        + Slice.of(updaterStates(), task, tasks).length();
  }

  /** Floats of the updater's state. */
  int updaterStates() {
    return Math.multiplyExact(topology.parameters(), updater.statesPerParameter());
  }

  /** Each replica's weight in the average of a round: its part of the round's examples, rounded. */
  float[] shares(int round) {
    if (round < 0 || round >= rounds()) {
      throw new IllegalArgumentException(
          "expected a round from 0 up to, but not, " + rounds() + ", found " + round);
    }
    long total = examples(round);
    float[] shares = new float[replicas()];
    for (int i = 0; i < replicas(); i++) {
      shares[i] = (float) ((double) examples(i, round) / total);
    }
    return shares;
  }

  private static int ceil(int value, int unit) {
    return (int) (((long) value + unit - 1) / unit);
  }
}
