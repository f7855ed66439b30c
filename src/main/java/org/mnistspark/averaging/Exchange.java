package org.mnistspark.averaging;

/**
 * The tasks of an epoch among each other. Every task has some of the replicas, and averages one
 * slice of the parameters for all: in a round each sends the sums of its replicas over every other
 * task's slice to that task ({@link #scatter}), and gets back the averaged slices of the others
 * ({@link #publish}). Together that is an all-reduce by reduce-scatter and all-gather (R. Thakur,
 * R. Rabenseifner and W. Gropp, "Optimization of collective communication operations in MPICH",
 * 2005), as in BigDL's parameter synchronization: a task sends and receives about twice the
 * parameters, however many tasks there are.
 *
 * <p>For one thread at a time. What a call returns is valid until the same call for the next round.
 */
public interface Exchange extends AutoCloseable {
  /** The exchange of a task without others. */
  Exchange ALONE = new Alone();

  /** This task's number, from 0. */
  int task();

  /** All tasks, this one included. */
  int tasks();

  /**
   * Sends sums and does not wait for them to arrive; the array may be changed at once.
   *
   * @param to another task
   * @param tally of this task's replicas in this round
   * @param sums of them over that task's slice
   * @param length floats of {@code sums} that count
   */
  void scatter(int round, int to, Tally tally, float[] sums, int length);

  /** Waits for what another task sent by {@link #scatter}: sums over this task's slice. */
  float[] sums(int round, int from);

  /** What another task told with its sums of this round, which have come. */
  Tally tally(int round, int from);

  /**
   * Sends this task's slice, averaged, to all others and does not wait for it to arrive; the array
   * may be changed at once.
   *
   * @param last whether no round is to follow; only that of task 0 counts
   * @param length floats of {@code slice} that count
   */
  void publish(int round, boolean last, float[] slice, int length);

  /** Waits for what another task sent by {@link #publish}. */
  float[] slice(int round, int from);

  /** Whether task 0, whose slice of this round has come, wants no other round to follow. */
  boolean last(int round);

  @Override
  void close();

  /**
   * What replicas showed in a round.
   *
   * @param lossSum over their examples, in nats
   * @param correct of them
   */
  record Tally(double lossSum, long correct) {
    /** Both together. */
    Tally plus(Tally other) {
      return new Tally(lossSum + other.lossSum, correct + other.correct);
    }
  }

  /** Nobody to talk to. */
  final class Alone implements Exchange {
    private Alone() {}

    private static UnsupportedOperationException nobody() {
      return new UnsupportedOperationException("expected another task, found none");
    }

    @Override
    public int task() {
      return 0;
    }

    @Override
    public int tasks() {
      return 1;
    }

    @Override
    public void scatter(int round, int to, Tally tally, float[] sums, int length) {
      throw nobody();
    }

    @Override
    public float[] sums(int round, int from) {
      throw nobody();
    }

    @Override
    public Tally tally(int round, int from) {
      throw nobody();
    }

    @Override
    public void publish(int round, boolean last, float[] slice, int length) {}

    @Override
    public float[] slice(int round, int from) {
      throw nobody();
    }

    @Override
    public boolean last(int round) {
      throw nobody();
    }

    @Override
    public void close() {}
  }
}
