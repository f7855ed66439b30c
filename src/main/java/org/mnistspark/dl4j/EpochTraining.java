package org.mnistspark.dl4j;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.mnistspark.averaging.Averaging;
import org.mnistspark.averaging.Averaging.Outcome;
import org.mnistspark.averaging.GroupTraining;
import org.mnistspark.averaging.ModelState;
import org.mnistspark.averaging.RoundObserver;
import org.mnistspark.averaging.RoundsResult;
import org.mnistspark.averaging.TrainingPlan;
import org.mnistspark.averaging.WarmUp;
import org.mnistspark.spark.ProgressChannel;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;

/** One epoch of a network on the cluster: broadcast, train, average, round after round. */
final class EpochTraining {
  /**
   * About how many examples one Spark job trains where a single task has all replicas: it averages
   * them in memory, and the 20 to 30 ms that a job costs here are then a few percent of its time.
   */
  private static final int EXAMPLES_PER_JOB = 60_000;

  private final SparkDl4jMultiLayer spark;
  private final AveragingSettings settings;
  private final MultiLayerNetwork network;
  private final CachedBlocks blocks;
  private final KernelReports kernels;
  private final TrainingPlan plan;
  private final IUpdater schedule;
  private final int threads;
  private final int epoch;
  private final double rateFactor;
  private final EpochMeter meter;
  private double averagingSeconds;
  private ModelState state;
  private EpochProgress progress;

  /**
   * The epoch that follows the network's last complete one.
   *
   * @param kernels hear of those of every task
   * @param outerMomentum at this point, or of no length for none yet; not changed
   * @param progress how much of the epoch the network has behind it
   * @param listener hears of rounds
   */
  EpochTraining(
      SparkDl4jMultiLayer spark,
      AveragingSettings settings,
      CachedBlocks blocks,
      KernelReports kernels,
      int threads,
      float[] outerMomentum,
      EpochProgress progress,
      StepProgress.Listener listener) {
    this.spark = spark;
    this.settings = settings;
    this.network = spark.getNetwork();
    this.blocks = blocks;
    this.kernels = kernels;
    this.threads = threads;
    this.epoch = network.getEpochCount();
    FusedNetwork fused = FusedNetwork.of(network.getLayerWiseConfigurations());
    this.schedule = fused.schedule();
    this.rateFactor =
        settings.scaling().factor(blocks.sizes().size(), settings.batchSizePerWorker());
    this.plan =
        new TrainingPlan(
            fused.topology(),
            fused.updater(),
            fused.l2(),
            // No memory for rows that no minibatch can have.
            Math.min(settings.batchSizePerWorker(), Math.max(1, Collections.max(blocks.sizes()))),
            settings.averagingFrequency(),
            settings.outer(),
            settings.rngSeed(),
            blocks.sizes());
    this.progress = progress;
    this.meter = new EpochMeter(plan, epoch, progress, listener);
    this.state =
        NetworkStates.read(
            network, outerMomentum.length > 0 ? outerMomentum : new float[plan.momentumLength()]);
  }

  /**
   * Trains to the epoch's end. When it fails, or is stopped, the network has the state after the
   * last good round.
   *
   * @param stop asked after every averaging that the driver sees
   * @return whether the epoch is complete
   * @throws ArithmeticException when loss or weights are not finite; the message names epoch and
   *     round
   */
  boolean run(BooleanSupplier stop, List<TrainingListener> listeners, AveragingStats stats) {
    if (plan.rounds() == 0) {
      throw new IllegalArgumentException(
          "training data: expected at least one example, found none");
    }
    long start = System.currentTimeMillis();
    if (progress.rounds() == 0) {
      listeners.forEach(listener -> listener.onEpochStart(network));
    }
    try {
      while (progress.rounds() < plan.rounds()) {
        int from = progress.rounds();
        int to = Math.min(plan.rounds(), from + roundsPerJob());
        Outcome outcome = rounds(from, to, stats);
        state = outcome.state();
        progress =
            new EpochProgress(
                to,
                progress.lossSum() + outcome.lossSum(),
                progress.correct() + outcome.correct(),
                progress.examples() + outcome.examples());
        averagingSeconds += outcome.averagingSeconds();
        meter.done(progress);
        tell(listeners, outcome);
        if (stop.getAsBoolean() && to < plan.rounds()) {
          return false;
        }
      }
    } finally {
      NetworkStates.write(state, network);
    }
    listeners.forEach(listener -> listener.onEpochEnd(network));
    stats.add(AveragingStats.EPOCH, start);
    return true;
  }

  /** What the complete epoch showed. */
  EpochOutcome outcome() {
    return new EpochOutcome(
        progress.examples(),
        progress.rounds(),
        progress.lossSum() / progress.examples(),
        (double) progress.correct() / progress.examples(),
        averagingSeconds);
  }

  /** Where the epoch is. */
  EpochProgress progress() {
    return progress;
  }

  /** Momentum of the outer step where the epoch is. */
  float[] momentum() {
    return state.momentum();
  }

  /** Rounds [from, to): one Spark job. */
  private Outcome rounds(int from, int to, AveragingStats stats) {
    long start = System.currentTimeMillis();
    TrainingPlan sharedPlan = plan;
    KernelReports reports = kernels;
    int number = epoch;
    int cores = threads;
    double[] rates = learningRates(state.iteration(), from, to);
    List<RoundsResult> results;
    // Where tasks have parts of the replicas, the driver hears of every round without them.
    boolean whole = blocks.groups().getNumPartitions() == 1;
    Broadcast<ModelState> shared = spark.getSparkContext().broadcast(state);
    try (ProgressChannel.Subscription heard = ProgressChannel.listen(meter::running)) {
      long subscription = heard.id();
      results =
          blocks
              .groups()
              .map(
                  own -> {
                    reports.report();
                    return GroupTraining.run(
                        sharedPlan,
                        shared.value(),
                        own,
                        number,
                        from,
                        to,
                        rates,
                        cores,
                        whole ? RoundReporter.ofTask(subscription, to - 1) : RoundObserver.NONE);
                  })
              .collect();
    } finally {
      shared.destroy();
    }
    stats.add(AveragingStats.ROUNDS, start);
    long averaging = System.currentTimeMillis();
    String round = to - from == 1 ? "round " + to : "rounds " + (from + 1) + " to " + to;
    String name = "epoch " + (epoch + 1) + ", " + round;
    Outcome outcome = Averaging.combine(plan, state, results, from, to, name);
    stats.add(AveragingStats.AVERAGING, averaging);
    return outcome;
  }

  private int roundsPerJob() {
    if (blocks.groups().getNumPartitions() > 1) {
      return 1;
    }
    long examples = blocks.sizes().stream().mapToLong(Integer::longValue).sum();
    long jobs = Math.max(1, examples / EXAMPLES_PER_JOB);
    return (int) ((plan.rounds() + jobs - 1) / jobs);
  }

  private double[] learningRates(int iteration, int from, int to) {
    double[] rates = new double[plan.steps(from, to)];
    double planned = (double) settings.plannedEpochs() * plan.steps(0, plan.rounds());
    int rise = settings.warmupRounds() * settings.averagingFrequency();
    for (int i = 0; i < rates.length; i++) {
      double share = (iteration + i) / planned;
      rates[i] =
          rateFactor
              * WarmUp.factor(iteration + i, rise)
              * settings.schedule().factor(share)
              * schedule.getLearningRate(iteration + i, epoch);
    }
    return rates;
  }

  private void tell(List<TrainingListener> listeners, Outcome outcome) {
    double score = outcome.lossSum() / outcome.examples();
    spark.setScore(score);
    network.setScore(score);
    if (!listeners.isEmpty()) {
      NetworkStates.write(outcome.state(), network);
      // DL4J's PerformanceListener takes its number of examples from the rows of the input.
      network.setInput(Nd4j.zeros(DataType.FLOAT, outcome.examples(), 1));
      for (TrainingListener listener : new ArrayList<>(listeners)) {
        listener.iterationDone(network, outcome.state().iteration(), epoch);
      }
      network.setInput(null);
    }
  }
}
