package org.mnistspark.mlp;

import java.util.List;
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

/** The updaters over all 407,050 parameters of the notebook's network, without the gradient. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class UpdaterBenchmark {
  /** Which updater. */
  @Param({"rmsprop", "adam", "nesterovs", "sgd"})
  public String updater;

  private final int parameters = new Topology(784, List.of(512), Activation.RELU, 10).parameters();
  private final float[] weights = values(1);
  private final float[] gradient = values(2);
  private float[] state;
  private UpdateLoop loop;
  private int iteration;

  private float[] values(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[parameters];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextDouble() - 0.5);
    }
    return values;
  }

  /** The state before the first step. */
  @Setup(Level.Trial)
  public void start() {
    Updater chosen = updater(updater);
    state = chosen.newState(parameters);
    loop = UpdateLoop.of(chosen, parameters);
  }

  private static Updater updater(String name) {
    return switch (name) {
      case "rmsprop" -> new Updater.RmsProp(0.9, 1e-7);
      case "adam" -> new Updater.Adam(0.9, 0.999, 1e-7);
      case "nesterovs" -> new Updater.Nesterovs(0.9);
      case "sgd" -> new Updater.Sgd();
      default -> throw new IllegalArgumentException("expected an updater, found " + name);
    };
  }

  /** One update of every parameter. */
  @Benchmark
  public float[] update() {
    loop.begin(state, 1e-6, iteration++);
    loop.update(weights, gradient, state, 0, parameters, 0f);
    loop.end(state);
    return weights;
  }
}
