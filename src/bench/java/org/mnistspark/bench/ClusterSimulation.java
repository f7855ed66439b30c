package org.mnistspark.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.mnistspark.averaging.Averaging;
import org.mnistspark.averaging.AveragingDefaults;
import org.mnistspark.averaging.TrainingPlan;
import org.mnistspark.data.Split;
import org.mnistspark.mlp.Activation;
import org.mnistspark.mlp.BlasThreads;
import org.mnistspark.mlp.Examples;
import org.mnistspark.mlp.GlorotUniform;
import org.mnistspark.mlp.Step;
import org.mnistspark.mlp.Topology;
import org.mnistspark.mlp.Updater;
import org.mnistspark.mlp.Workspace;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Epochs on clusters that nobody here has: rounds are played through message by message, with the
 * step's speed measured on this machine, the engine's own plan and message sizes, and what an
 * exchange costs as measured by {@link ClusterBenchmark}.
 *
 * <p>Every executor computes for as long as the slowest of its workers, then sends its sums to the
 * others one after the other, and takes theirs in the same order; both go at the rate of the wire
 * or of the copying, whichever is slower. It averages its slice, and sends that in the same way.
 * Nobody begins a round before he has all slices, and nobody waits for more than that.
 */
@Command(
    name = "simulation",
    description = "Says how long an epoch takes on clusters of any size.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
public final class ClusterSimulation implements Callable<Integer> {
  private static final Topology TOPOLOGY =
      new Topology(Setup.INPUTS, List.of(Setup.HIDDEN), Activation.RELU, Setup.CLASSES);
  private static final Updater UPDATER = new Updater.RmsProp(0.9, 1e-7);
  private static final int[] GIGABITS = {1, 10, 100};
  private static final long MNIST = 60_000;
  private static final long LARGE = 3_000_000;
  private static final int MIN_ROUNDS = 400;
  private static final double BYTES_PER_MEGABYTE = 1e6;

  @Option(names = "--data", paramLabel = "DIR", description = "Folder with the data.")
  private Optional<Path> data;

  @Option(
      names = "--copy-millis",
      paramLabel = "MS",
      defaultValue = "2",
      description = "What a megabyte costs a processor on its way, sender and receiver together.")
  private double copyMillis;

  @Option(
      names = "--latency-micros",
      paramLabel = "US",
      defaultValue = "200",
      description = "From sending to receiving, for a message without length.")
  private double latencyMicros;

  @Option(
      names = "--jitter",
      paramLabel = "X",
      defaultValue = "0.05",
      description = "Standard deviation of a worker's time for a round, of its mean.")
  private double jitter;

  @Option(
      names = "--job-millis",
      paramLabel = "MS",
      defaultValue = "60",
      description = "A Spark job around the rounds of an epoch.")
  private double jobMillis;

  @Option(
      names = "--slowdown",
      paramLabel = "X",
      defaultValue = "1",
      description = "Of the step, against one that has the processor for itself.")
  private double slowdown;

  private final Map<Integer, Double> secondsPerExample = new TreeMap<>();

  /** Runs it and exits the process. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new ClusterSimulation()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    System.out.println(Machine.describe());
    measure();
    System.out.println();
    System.out.println(
        "| executors x cores | images | images per round | rounds | compute, ms per round |"
            + " exchange, ms at 1 / 10 / 100 Gbit/s | thousand images/s at 1 / 10 / 100 Gbit/s |");
    System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (long examples : new long[] {MNIST, LARGE}) {
      for (int[] size :
          new int[][] {{1, 2}, {2, 1}, {4, 1}, {1, 8}, {4, 4}, {16, 4}, {64, 4}, {256, 4}}) {
        row(size[0], size[1], examples);
      }
    }
    return CommandLine.ExitCode.OK;
  }

  /** The fused step by minibatch, in one thread. */
  private void measure() throws IOException {
    BlasThreads.single();
    Digits train = Digits.load(Digits.folder(data), Split.TRAIN);
    Examples examples = Digits.examples(train.pixels(), train.labels());
    int[] order = Digits.shuffled(examples.size(), new SplittableRandom(1));
    for (int batchSize = 1; batchSize <= Setup.BATCH; batchSize *= 2) {
      Step step = new Step(new Workspace(TOPOLOGY, batchSize), UPDATER, 0);
      float[] weights = GlorotUniform.parameters(TOPOLOGY, 1);
      float[] state = UPDATER.newState(TOPOLOGY.parameters());
      pass(step, weights, state, examples, order, batchSize, 2);
      secondsPerExample.put(
          batchSize, slowdown * pass(step, weights, state, examples, order, batchSize, 3));
    }
    secondsPerExample.forEach(
        (batchSize, seconds) ->
            System.out.printf(
                Locale.ROOT,
                "fused step, one thread, minibatches of %d: %,.0f images/s%n",
                batchSize,
                1 / seconds));
  }

  /** Seconds per example, over this many seconds. */
  private static double pass(
      Step step,
      float[] weights,
      float[] state,
      Examples examples,
      int[] order,
      int batchSize,
      int seconds) {
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(seconds);
    long trained = 0;
    for (int i = 0; System.nanoTime() < end; i++) {
      int at = (int) ((long) i * batchSize % (order.length - batchSize));
      step.train(weights, state, examples, order, at, batchSize, Setup.LEARNING_RATE, i);
      trained += batchSize;
    }
    return (System.nanoTime() - start) / 1e9 / trained;
  }

  private void row(int executors, int cores, long examples) {
    int workers = executors * cores;
    Averaging averaging = AveragingDefaults.forWorkers(workers, examples, 5, 1);
    TrainingPlan plan =
        new TrainingPlan(
            TOPOLOGY,
            UPDATER,
            0,
            averaging.batchSize(),
            averaging.averagingFrequency(),
            averaging.outer(),
            1,
            IntStream.range(0, workers)
                .mapToObj(w -> (int) (examples * (w + 1) / workers - examples * w / workers))
                .toList());
    double minibatch = averaging.batchSize() * secondsPerExample.get(averaging.batchSize());
    double computing = plan.steps(0, plan.rounds()) * minibatch;
    StringBuilder exchanges = new StringBuilder();
    StringBuilder speeds = new StringBuilder();
    for (int gigabits : GIGABITS) {
      double epoch = epoch(plan, executors, cores, minibatch, gigabits);
      String separator = exchanges.isEmpty() ? "" : " / ";
      double exchange = (epoch - jobMillis / 1e3 - computing) / plan.rounds();
      exchanges.append(separator).append(String.format(Locale.ROOT, "%.1f", 1e3 * exchange));
      speeds.append(separator).append(String.format(Locale.ROOT, "%,.0f", examples / epoch / 1e3));
    }
    System.out.printf(
        Locale.ROOT,
        "| %d x %d | %,d | %,d | %d | %.1f | %s | %s |%n",
        executors,
        cores,
        examples,
        (long) workers * averaging.batchSize() * averaging.averagingFrequency(),
        plan.rounds(),
        1e3 * computing / plan.rounds(),
        exchanges,
        speeds);
  }

  /** Seconds of an epoch, the mean of several: how long a worker takes for a round is random. */
  private double epoch(
      TrainingPlan plan, int executors, int cores, double minibatch, int gigabits) {
    SplittableRandom random = new SplittableRandom(executors);
    int epochs = (MIN_ROUNDS + plan.rounds() - 1) / plan.rounds();
    double sum = 0;
    for (int epoch = 0; epoch < epochs; epoch++) {
      sum += epoch(plan, executors, cores, minibatch, gigabits, random);
    }
    return sum / epochs;
  }

  private double epoch(
      TrainingPlan plan,
      int executors,
      int cores,
      double minibatch,
      int gigabits,
      SplittableRandom random) {
    double secondsPerByte = Math.max(8 / (gigabits * 1e9), copyMillis / 1e3 / BYTES_PER_MEGABYTE);
    double[] clock = new double[executors];
    for (int round = 0; round < plan.rounds(); round++) {
      double mean = plan.steps(round, round + 1) * minibatch;
      for (int task = 0; task < executors; task++) {
        double slowest = 0;
        for (int core = 0; core < cores; core++) {
          slowest = Math.max(slowest, 1 + jitter * random.nextGaussian());
        }
        // Adding up replicas, in the executor's memory.
        double adding = (cores - 1) * stateBytes(plan) * copyMillis / 1e3 / BYTES_PER_MEGABYTE / 4;
        clock[task] += mean * slowest + adding;
      }
      if (executors > 1) {
        exchange(clock, secondsPerByte, (from, to) -> plan.messageLength(from, to, executors));
        exchange(clock, secondsPerByte, (from, to) -> plan.sliceLength(from, executors));
      }
    }
    return jobMillis / 1e3 + Arrays.stream(clock).max().orElseThrow();
  }

  private static double stateBytes(TrainingPlan plan) {
    return (double) Float.BYTES * plan.sliceLength(0, 1);
  }

  /** Floats of a message. */
  @FunctionalInterface
  private interface Length {
    int of(int from, int to);
  }

  /** Everybody sends to everybody, beginning with the next one. */
  private void exchange(double[] clock, double secondsPerByte, Length length) {
    int tasks = clock.length;
    double[] sent = clock.clone();
    double[] received = clock.clone();
    for (int hop = 1; hop < tasks; hop++) {
      for (int from = 0; from < tasks; from++) {
        int to = (from + hop) % tasks;
        double seconds = (double) Float.BYTES * length.of(from, to) * secondsPerByte;
        double arrives = Math.max(sent[from] + latencyMicros / 1e6, received[to]) + seconds;
        sent[from] += seconds;
        received[to] = arrives;
      }
    }
    for (int task = 0; task < tasks; task++) {
      clock[task] = Math.max(sent[task], received[task]);
    }
  }
}
