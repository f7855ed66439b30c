package org.mnistspark.averaging;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The mean of replicas' vectors of 407,050 floats in one thread; a round needs it for the weights
 * and for each state of the updater.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AveragingBenchmark {
  private static final int PARAMETERS = 407_050;

  /** How many. */
  @Param({"2", "4", "8", "16"})
  public int replicas;

  private float[][] vectors;
  private float[] shares;
  private float[] mean;
  private PairwiseSum sum;
  private PairwiseSum.Segment root;

  /** Replicas of equal weight. */
  @Setup(Level.Trial)
  public void start() {
    SplittableRandom random = new SplittableRandom(1);
    vectors = new float[replicas][PARAMETERS];
    for (float[] vector : vectors) {
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) random.nextDouble();
      }
    }
    shares = new float[replicas];
    Arrays.fill(shares, 1f / replicas);
    mean = new float[PARAMETERS];
    sum = new PairwiseSum(0, replicas, replicas);
    root = PairwiseSum.segments(0, replicas, replicas).get(0);
  }

  /** One vector's mean. */
  @Benchmark
  public float[] average() {
    sum.sum(root, vectors, shares, 0, mean, 0, PARAMETERS);
    return mean;
  }
}
