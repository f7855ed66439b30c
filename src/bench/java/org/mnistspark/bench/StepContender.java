package org.mnistspark.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.mnistspark.data.Split;
import org.mnistspark.mlp.Activation;
import org.mnistspark.mlp.Examples;
import org.mnistspark.mlp.GlorotUniform;
import org.mnistspark.mlp.Mlp;
import org.mnistspark.mlp.Step;
import org.mnistspark.mlp.StepOrder;
import org.mnistspark.mlp.Topology;
import org.mnistspark.mlp.Updater;
import org.mnistspark.mlp.Workspace;

/**
 * The fused step in plain loops: threads that train a network each and never speak with each other.
 * The accuracy is the first one's.
 */
final class StepContender implements Contender {
  private static final Topology TOPOLOGY =
      new Topology(Setup.INPUTS, List.of(Setup.HIDDEN), Activation.RELU, Setup.CLASSES);

  private final Examples examples;
  private final Digits test;
  private final List<Replica> replicas = new ArrayList<>();
  private final ExecutorService threads;

  /**
   * Threads, and what they train on.
   *
   * @param inverted whether to make black white, and so almost no pixel 0
   */
  StepContender(Setup setup, int count, boolean inverted) throws IOException {
    Digits train = load(setup, Split.TRAIN, inverted);
    examples = Digits.examples(train.pixels(), train.labels());
    test = load(setup, Split.TEST, inverted);
    for (int i = 0; i < count; i++) {
      replicas.add(new Replica(Setup.SEED + i));
    }
    threads =
        Executors.newFixedThreadPool(
            count,
            task -> {
              Thread thread = new Thread(task, "step");
              thread.setDaemon(true);
              return thread;
            });
  }

  private static Digits load(Setup setup, Split split, boolean inverted) throws IOException {
    Digits digits = Digits.load(setup.data(), split);
    byte[] pixels = digits.pixels();
    for (int i = 0; inverted && i < pixels.length; i++) {
      pixels[i] = (byte) ~pixels[i];
    }
    return digits;
  }

  @Override
  public Lap lap() throws Exception {
    long start = System.nanoTime();
    for (Future<Void> replica : threads.invokeAll(replicas)) {
      replica.get();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    float[] scores = new float[test.size() * Setup.CLASSES];
    new Mlp(TOPOLOGY, StepOrder.undo(TOPOLOGY, replicas.get(0).weights))
        .classify(test.features(0, test.size()), test.size(), scores);
    return new Lap((long) replicas.size() * examples.size(), seconds, test.accuracy(scores));
  }

  /** A network, and one call of it an epoch. */
  private final class Replica implements java.util.concurrent.Callable<Void> {
    private final Updater updater = new Updater.RmsProp(0.9, 1e-7);
    private final Step step = new Step(new Workspace(TOPOLOGY, Setup.BATCH), updater, 0);
    private final float[] state = updater.newState(TOPOLOGY.parameters());
    private final SplittableRandom random;
    private final float[] weights;
    private int iteration;

    Replica(long seed) {
      random = new SplittableRandom(seed);
      weights = StepOrder.of(TOPOLOGY, GlorotUniform.parameters(TOPOLOGY, seed));
    }

    @Override
    public Void call() {
      int[] order = Digits.shuffled(examples.size(), random);
      for (int at = 0; at < order.length; at += Setup.BATCH) {
        int count = Math.min(Setup.BATCH, order.length - at);
        step.train(weights, state, examples, order, at, count, Setup.LEARNING_RATE, iteration++);
      }
      return null;
    }
  }
}
