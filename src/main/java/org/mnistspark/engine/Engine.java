package org.mnistspark.engine;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.mnistspark.averaging.Averaging;
import org.mnistspark.averaging.GroupTraining;
import org.mnistspark.averaging.ModelState;
import org.mnistspark.averaging.Progress;
import org.mnistspark.averaging.RoundObserver;
import org.mnistspark.averaging.RoundsResult;
import org.mnistspark.averaging.RoundsResult.Outcome;
import org.mnistspark.averaging.TrainingPlan;
import org.mnistspark.averaging.TrainingState;
import org.mnistspark.spark.session.ProgressChannel;
import org.mnistspark.spark.session.TaskCores;

/**
 * Trains a network on the cluster by parameter averaging: every worker holds one replica and one
 * shard of the examples, trains its replica on K minibatches from the common state, and the
 * replicas are averaged; round after round, epoch after epoch.
 *
 * <p>The result depends on the seed, the workers and the examples alone: not on partitions, tasks,
 * threads or executors, nor on what was lost on the way.
 */
public final class Engine implements AutoCloseable {
  /**
   * About how many examples one Spark job trains where a single task has all replicas: it averages
   * them in memory, and the 20 to 30 ms that a job costs are then a few percent of its time.
   */
  private static final int EXAMPLES_PER_JOB = 60_000;

  private final JavaSparkContext context;
  private final Network network;
  private final Averaging averaging;
  private final EngineListener listener;
  private final Shards shards;
  private final TrainingPlan plan;
  private final KernelReports kernels;
  private final int cores;
  private ModelState state;
  // Messages of running tasks come on other threads.
  private volatile Progress progress;
  private double averagingSeconds;

  private Engine(
      Shards shards,
      SparkContext context,
      Network network,
      Averaging averaging,
      ModelState initial,
      EngineListener listener) {
    this.context = JavaSparkContext.fromSparkContext(context);
    this.network = network;
    this.averaging = averaging;
    this.listener = listener;
    this.shards = shards;
    this.kernels = KernelReports.to(context);
    this.cores = TaskCores.of(context);
    this.plan =
        new TrainingPlan(
            network.topology(),
            network.updater(),
            network.l2(),
            // No memory for rows that no minibatch can have.
            Math.min(averaging.batchSize(), Math.max(1, Collections.max(shards.sizes()))),
            averaging.averagingFrequency(),
            averaging.outer(),
            averaging.seed(),
            shards.sizes());
    if (plan.rounds() == 0) {
      throw new IllegalArgumentException(
          "training data: expected at least one example, found none");
    }
    restore(new TrainingState(initial, Progress.begin(1)));
  }

  /**
   * Reads the examples and deals them out to the workers.
   *
   * @param examples for workers 0 to {@code workers - 1}, in any order; read again where they are
   *     lost
   * @param initial weights, updater state and iteration to begin with; a momentum of no length
   *     stands for none yet
   * @throws IllegalArgumentException when there is no example, or the state is another network's
   */
  public static Engine start(
      JavaRDD<Example> examples,
      int workers,
      Network network,
      Averaging averaging,
      ModelState initial,
      EngineListener listener) {
    SparkContext context = examples.context();
    int tasks =
        Math.min(workers, Math.max(1, context.defaultParallelism() / TaskCores.of(context)));
    Shards shards =
        Shards.deal(
            examples, network.topology().inputs(), network.topology().classes(), workers, tasks);
    boolean done = false;
    try {
      Engine engine = new Engine(shards, context, network, averaging, initial, listener);
      done = true;
      return engine;
    } finally {
      if (!done) {
        shards.close();
      }
    }
  }

  /**
   * Trains to the end of the epoch. When it fails, or is stopped, the state is the one after the
   * last good round.
   *
   * @param stop asked after every averaging that the driver sees
   * @return whether the epoch is complete
   * @throws ArithmeticException when loss or weights are not finite; the message names epoch and
   *     round
   */
  public boolean epoch(BooleanSupplier stop) {
    progress = state().progress();
    averagingSeconds = 0;
    while (progress.rounds() < plan.rounds()) {
      rounds(Math.min(plan.rounds(), progress.rounds() + roundsPerJob()));
      if (stop.getAsBoolean() && progress.rounds() < plan.rounds()) {
        return false;
      }
    }
    return true;
  }

  /** One Spark job: rounds up to, but not, {@code to}. */
  private void rounds(int to) {
    long start = System.currentTimeMillis();
    List<RoundsResult> results = train(to);
    long trained = System.currentTimeMillis();
    Progress before = progress;
    Outcome outcome = RoundsResult.combine(plan, state, before, results, to, name(to));
    state = outcome.state();
    averagingSeconds += outcome.averagingSeconds();
    tell(
        before,
        outcome.progress(),
        new EngineListener.Times(start, trained, System.currentTimeMillis()));
  }

  private List<RoundsResult> train(int to) {
    // For the tasks, which must not take the whole engine along.
    TrainingPlan sharedPlan = plan;
    KernelReports reports = kernels;
    Progress done = progress;
    int epoch = done.epoch() - 1;
    int threads = cores;
    double[] rates =
        averaging.learningRates(
            plan,
            state.iteration(),
            done.rounds(),
            to,
            iteration -> network.learningRate().at(iteration, epoch));
    // Where tasks have parts of the replicas, the driver hears of every round without them.
    boolean whole = shards.tasks() == 1;
    Broadcast<ModelState> shared = context.broadcast(state);
    try (ProgressChannel.Subscription heard = ProgressChannel.listen(this::running)) {
      long subscription = heard.id();
      return shards.run(
          own -> {
            reports.report();
            return GroupTraining.run(
                sharedPlan,
                shared.value(),
                own,
                epoch,
                done.rounds(),
                to,
                rates,
                threads,
                whole
                    ? RoundReporter.ofTask(sharedPlan, subscription, done, to - 1)
                    : RoundObserver.NONE);
          });
    } finally {
      // Where Spark has ended, the job's failure says so, and this one would hide it.
      if (!context.sc().isStopped()) {
        shared.destroy();
      }
    }
  }

  private String name(int to) {
    int from = progress.rounds();
    String rounds = to - from == 1 ? "round " + to : "rounds " + (from + 1) + " to " + to;
    return "epoch " + progress.epoch() + ", " + rounds;
  }

  private int roundsPerJob() {
    if (shards.tasks() > 1) {
      return 1;
    }
    long examples = shards.sizes().stream().mapToLong(Integer::longValue).sum();
    long jobs = Math.max(1, examples / EXAMPLES_PER_JOB);
    return (int) ((plan.rounds() + jobs - 1) / jobs);
  }

  /** A task that has all replicas is in the middle. */
  synchronized void running(Object at) {
    // A message can come later than the result of its job, which is told already.
    if (at instanceof Progress task
        && task.epoch() == progress.epoch()
        && task.rounds() > progress.rounds()) {
      listener.progress(task);
    }
  }

  /** The driver has averaged. */
  private synchronized void tell(Progress before, Progress now, EngineListener.Times times) {
    progress = now;
    listener.progress(now);
    listener.averaged(state, before, now, times);
  }

  /** How far the epoch is that was trained last: at its end, unless it was stopped. */
  public Progress progress() {
    return progress;
  }

  /** How long averaging took in that epoch, since it began or last went on. */
  public double averagingSeconds() {
    return averagingSeconds;
  }

  /**
   * OpenBLAS' kernels in use, by process: "driver", "executor 1 on HOST". Those of an executor are
   * known once a task has trained there.
   */
  public SortedMap<String, String> kernels() {
    return kernels.value();
  }

  /** Where the training is. */
  public TrainingState state() {
    boolean complete = progress.rounds() == plan.rounds();
    return new TrainingState(state, complete ? Progress.begin(progress.epoch() + 1) : progress);
  }

  /**
   * Lets the training go on from there, to the same bits as if it had never been elsewhere.
   *
   * @throws IllegalArgumentException when the state is another network's, or its epoch has more
   *     rounds than these examples give
   */
  public void restore(TrainingState from) {
    if (from.progress().rounds() > plan.rounds()) {
      throw new IllegalArgumentException(
          "expected a state after at most %s rounds of an epoch, found one after %s; go on with the examples that it was trained on"
              .formatted(plan.rounds(), from.progress().rounds()));
    }
    state = plan.requireState(from.model());
    progress = plan.counted(from.progress());
  }

  /** Lets go of the shards. */
  @Override
  public void close() {
    shards.close();
  }
}
