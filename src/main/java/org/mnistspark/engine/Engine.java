package org.mnistspark.engine;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.mnistspark.averaging.Averaging;
import org.mnistspark.averaging.Exchange;
import org.mnistspark.averaging.GroupTraining;
import org.mnistspark.averaging.ModelState;
import org.mnistspark.averaging.Outcome;
import org.mnistspark.averaging.Progress;
import org.mnistspark.averaging.SliceResult;
import org.mnistspark.averaging.TrainingPlan;
import org.mnistspark.averaging.TrainingState;
import org.mnistspark.engine.LastState.Origin;
import org.mnistspark.engine.exchange.TaskExchange;
import org.mnistspark.mlp.Step;
import org.mnistspark.mlp.StepOrder;
import org.mnistspark.spark.session.DriverChannel;
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
   * About how long a Spark job trains. An epoch that takes longer is cut into several, so that the
   * driver has a state to save, and to begin again from, now and then. A job costs 60 ms.
   */
  private static final double SECONDS_PER_JOB = 30;

  /** Examples of the first job, when nobody knows yet how long they take. */
  private static final long EXAMPLES_OF_FIRST_JOB = 500_000;

  private final JavaSparkContext context;
  private final Network network;
  private final Averaging averaging;
  private final EngineListener listener;
  private final Shards shards;
  private final TrainingPlan plan;
  private final KernelReports kernels;
  private final int cores;
  // In a step's order.
  private ModelState state;
  // The job that it is the result of; none after a restore.
  private long stateJob = -1;
  private int stateRounds;
  // Messages of running tasks come on other threads.
  private volatile Progress progress;
  // What the listener has heard from a task.
  private Progress told = Progress.begin(1);
  private double averagingSeconds;
  private double examplesPerSecond = EXAMPLES_OF_FIRST_JOB / SECONDS_PER_JOB;

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
   * @param initial weights, updater state and iteration to begin with, in DL4J's order; a momentum
   *     of no length stands for none yet
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
    Shards shards =
        Shards.deal(examples, network.topology().inputs(), network.topology().classes(), workers);
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
   * @param stop asked when tasks report, several times a second, on another thread, and at the end
   *     of each Spark job
   * @return whether the epoch is complete
   * @throws ArithmeticException when loss or weights are not finite; the message names epoch and
   *     rounds
   */
  public boolean epoch(BooleanSupplier stop) {
    progress = next();
    averagingSeconds = 0;
    while (progress.rounds() < plan.rounds()) {
      int to = Math.min(plan.rounds(), progress.rounds() + roundsPerJob());
      job(to, stop);
      boolean stopped = progress.rounds() < to || stop.getAsBoolean();
      if (stopped && progress.rounds() < plan.rounds()) {
        return false;
      }
    }
    return true;
  }

  /** One Spark job: rounds up to but excluding {@code to}. */
  private void job(int to, BooleanSupplier stop) {
    long start = System.currentTimeMillis();
    List<SliceResult> slices;
    long job;
    try (StateOnDemand before = new StateOnDemand(context, state);
        DriverChannel.Subscription heard =
            DriverChannel.listen(
                said -> said instanceof Progress at ? running(at, stop) : before.shared())) {
      job = heard.id();
      slices = train(to, job);
    }
    long trained = System.currentTimeMillis();
    Progress before = progress;
    Outcome outcome = Outcome.of(plan, state, before, slices);
    state = outcome.state();
    // Not before it has succeeded: tasks of a job that failed may keep another state.
    stateJob = job;
    stateRounds = outcome.progress().rounds();
    averagingSeconds += outcome.averagingSeconds();
    examplesPerSecond =
        (outcome.progress().examples() - before.examples())
            / Math.max(1e-3, (trained - start) / 1e3);
    tell(
        before,
        outcome.progress(),
        new EngineListener.Times(start, trained, System.currentTimeMillis()));
  }

  /**
   * Has tasks train.
   *
   * @param job number of the job, by which tasks report
   */
  private List<SliceResult> train(int to, long job) {
    // For the tasks, which must not take the whole engine along.
    TrainingPlan sharedPlan = plan;
    KernelReports reports = kernels;
    Progress done = progress;
    int threads = cores;
    double[] rates =
        averaging.learningRates(
            plan,
            state.iteration(),
            done.rounds(),
            to,
            iteration -> network.learningRate().at(iteration, done.epoch() - 1));
    long previous = stateJob;
    int previousRounds = stateRounds;
    return shards.run(
        (own, group) -> {
          reports.report(
              own.stream()
                  .anyMatch(
                      shard ->
                          Step.usesOpenBlas(sharedPlan.topology(), shard.examples().format())));
          try (Exchange exchange = TaskExchange.join(sharedPlan, group.tasks(), group.meeting());
              RoundReporter reporter = RoundReporter.ofTask(job)) {
            ModelState begin =
                LastState.of(Origin.of(previous, previousRounds, group.task(), group.tasks()))
                    .orElseGet(() -> StateOnDemand.ask(job));
            SliceResult result =
                GroupTraining.run(
                    sharedPlan, begin, own, done, to, rates, threads, exchange, reporter);
            LastState.keep(
                Origin.of(job, result.rounds(), group.task(), group.tasks()), result.state());
            return result;
          }
        });
  }

  private int roundsPerJob() {
    if (listener.everyRound()) {
      return 1;
    }
    long examples = shards.sizes().stream().mapToLong(Integer::longValue).sum();
    double perRound = (double) examples / plan.rounds();
    return (int)
        Math.max(1, Math.min(plan.rounds(), examplesPerSecond * SECONDS_PER_JOB / perRound));
  }

  /** Tasks are in the middle, and ask whether to stop. */
  synchronized boolean running(Progress at, BooleanSupplier stop) {
    // A message can come later than the result of its job, which is told already.
    if (at.epoch() == progress.epoch() && at.rounds() > progress.rounds()) {
      told = at;
      listener.progress(at);
      return stop.getAsBoolean();
    }
    return false;
  }

  /** The driver has averaged. */
  private synchronized void tell(Progress before, Progress now, EngineListener.Times times) {
    progress = now;
    if (!now.equals(told)) {
      listener.progress(now);
    }
    listener.averaged(this::model, before, now, times);
  }

  /** Progress of the most recent epoch: at its end, unless it was stopped. */
  public Progress progress() {
    return progress;
  }

  /** How long averaging took in that epoch, since it began or last went on. */
  public double averagingSeconds() {
    return averagingSeconds;
  }

  /**
   * OpenBLAS' kernels in use, or that there are none, by process that has trained: "driver",
   * "executor 1 on HOST".
   */
  public SortedMap<String, String> kernels() {
    return kernels.value();
  }

  /** Where the training is, the model in DL4J's order. */
  public TrainingState state() {
    return new TrainingState(model(), next());
  }

  /** The weights, flat, in DL4J's order. */
  public float[] weights() {
    return StepOrder.undo(network.topology(), state.weights());
  }

  private ModelState model() {
    return state.inDl4jOrder(network.topology());
  }

  private Progress next() {
    return progress.rounds() == plan.rounds() ? Progress.begin(progress.epoch() + 1) : progress;
  }

  /**
   * Lets the training go on from there, to the same bits as if it had never been elsewhere.
   *
   * @param from the model in DL4J's order
   * @throws IllegalArgumentException when the state is another network's, or its epoch has more
   *     rounds than these examples give
   */
  public void restore(TrainingState from) {
    if (from.progress().rounds() > plan.rounds()) {
      throw new IllegalArgumentException(
          "expected a state after at most %s rounds of an epoch, found one after %s; continue with the examples that it was trained on"
              .formatted(plan.rounds(), from.progress().rounds()));
    }
    state = plan.requireState(from.model()).inStepOrder(network.topology());
    stateJob = -1;
    progress = plan.counted(from.progress());
  }

  /** Lets go of the shards. */
  @Override
  public void close() {
    shards.close();
  }
}
