package org.mnistspark.bench;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.mnistspark.mlp.Activation;
import org.mnistspark.mlp.BatchResult;
import org.mnistspark.mlp.Examples;
import org.mnistspark.mlp.GlorotUniform;
import org.mnistspark.mlp.RowFormat;
import org.mnistspark.mlp.Step;
import org.mnistspark.mlp.StepOrder;
import org.mnistspark.mlp.Topology;
import org.mnistspark.mlp.Updater;
import org.mnistspark.mlp.Workspace;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The fused step of the notebook's network, in one thread, on random pixels. The shards of a job
 * take sparse rows or dense ones by their density; here either can be had at any.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StepBenchmark {
  private static final int EXAMPLES = 8192;
  private static final Topology TOPOLOGY =
      new Topology(Setup.INPUTS, List.of(Setup.HIDDEN), Activation.RELU, Setup.CLASSES);

  /** Examples per step. */
  @Param({"32", "64", "128", "256"})
  public int batch;

  /** Share of the pixels that are not 0; a fifth in MNIST. */
  @Param("0.19")
  public double density;

  /** How rows are stored. */
  @Param({"sparse", "dense"})
  public String rows;

  private final int[] order = Digits.shuffled(EXAMPLES, new SplittableRandom(Setup.SEED));
  private final Updater updater = new Updater.RmsProp(0.9, 1e-7);
  private final float[] weights =
      StepOrder.of(TOPOLOGY, GlorotUniform.parameters(TOPOLOGY, Setup.SEED));
  private final float[] state = updater.newState(TOPOLOGY.parameters());
  private final Step step = new Step(new Workspace(TOPOLOGY, 256), updater, 0);
  private Examples examples;
  private int iteration;

  /** Draws the examples. */
  @org.openjdk.jmh.annotations.Setup
  public void draw() {
    SplittableRandom random = new SplittableRandom(Setup.SEED);
    float[] features = new float[EXAMPLES * Setup.INPUTS];
    for (int i = 0; i < features.length; i++) {
      features[i] = random.nextDouble() < density ? (1 + random.nextInt(255)) / 255f : 0f;
    }
    float[] labels = new float[EXAMPLES * Setup.CLASSES];
    for (int i = 0; i < EXAMPLES; i++) {
      labels[i * Setup.CLASSES + random.nextInt(Setup.CLASSES)] = 1;
    }
    RowFormat format =
        RowFormat.smallest(Setup.INPUTS, Setup.CLASSES).withSparse(rows.equals("sparse"));
    examples = Examples.of(format, features, labels);
  }

  /** One minibatch. */
  @Benchmark
  public BatchResult step() {
    int from = iteration * batch % EXAMPLES;
    return step.train(
        weights, state, examples, order, from, batch, Setup.LEARNING_RATE, iteration++);
  }
}
