package org.mnistspark.averaging;

import java.lang.ref.SoftReference;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.mnistspark.mlp.Step;
import org.mnistspark.mlp.Topology;
import org.mnistspark.mlp.Updater;
import org.mnistspark.mlp.Workspace;

/**
 * The memory of a group of replicas. It is kept in the process for the next task of the same shape,
 * because making it anew for every round would cost more than averaging: 8 bytes per parameter and
 * replica with one value of updater state, and a {@link Workspace} per thread. Memory that no task
 * has used for long, or that is needed for something else, goes.
 */
final class Buffers implements AutoCloseable {
  private static final ConcurrentLinkedQueue<SoftReference<Buffers>> IDLE =
      new ConcurrentLinkedQueue<>();

  /** Kept at the most: a task per core, and those of one other training. */
  private static final int MAX_IDLE = 2 * Runtime.getRuntime().availableProcessors();

  private record Shape(
      Topology topology,
      Updater updater,
      double l2,
      int batchSize,
      int first,
      int replicas,
      int all) {}

  private final Shape shape;
  private final ConcurrentLinkedQueue<Step> steps = new ConcurrentLinkedQueue<>();
  final float[][] weights;
  final float[][] updater;
  final PairwiseSum[] sums;

  private Buffers(Shape shape, int parts) {
    this.shape = shape;
    int parameters = shape.topology().parameters();
    int states = Math.multiplyExact(parameters, shape.updater().statesPerParameter());
    this.weights = new float[shape.replicas()][parameters];
    this.updater = new float[shape.replicas()][states];
    this.sums = new PairwiseSum[parts];
    for (int i = 0; i < parts; i++) {
      sums[i] = new PairwiseSum(shape.first(), shape.replicas(), shape.all());
    }
  }

  /**
   * Memory for replicas [first, first + replicas), averaged in this many parts; the caller closes
   * it.
   */
  static Buffers borrow(TrainingPlan plan, int first, int replicas, int parts) {
    Shape wanted =
        new Shape(
            plan.topology(),
            plan.updater(),
            plan.l2(),
            plan.batchSize(),
            first,
            replicas,
            plan.replicas());
    for (SoftReference<Buffers> idle : IDLE) {
      Buffers buffers = idle.get();
      // Two tasks may see the same buffers here; only one of them removes them.
      if (buffers != null && buffers.shape.equals(wanted) && IDLE.remove(idle)) {
        return buffers;
      }
    }
    return new Buffers(wanted, parts);
  }

  /** A step for the calling thread, which gives it back. */
  Step step() {
    Step idle = steps.poll();
    return idle != null
        ? idle
        : new Step(new Workspace(shape.topology(), shape.batchSize()), shape.updater(), shape.l2());
  }

  void giveBack(Step step) {
    steps.add(step);
  }

  @Override
  public void close() {
    IDLE.add(new SoftReference<>(this));
    if (IDLE.size() > MAX_IDLE) {
      IDLE.poll();
    }
  }
}
