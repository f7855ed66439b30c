package org.mnistspark.averaging;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.mnistspark.mlp.Activation;
import org.mnistspark.mlp.BatchResult;
import org.mnistspark.mlp.Examples;
import org.mnistspark.mlp.GlorotUniform;
import org.mnistspark.mlp.Step;
import org.mnistspark.mlp.Topology;
import org.mnistspark.mlp.Updater;
import org.mnistspark.mlp.Workspace;

/** A small network, its data, and the algorithm in the plainest form. */
final class Fixtures {
  static final Topology TOPOLOGY = new Topology(6, List.of(5), Activation.RELU, 3);
  static final Updater RMS_PROP = new Updater.RmsProp(0.9, 1e-7);
  static final Updater ADAM = new Updater.Adam(0.9, 0.999, 1e-8);
  static final int BATCH = 4;

  private Fixtures() {}

  /** Minibatches of 4, averaged every 3 of them. */
  static TrainingPlan plan(Updater updater, Integer... shardSizes) {
    return new TrainingPlan(
        TOPOLOGY, updater, 0.001, BATCH, 3, OuterStep.MEAN, 42, List.of(shardSizes));
  }

  static ModelState state(Updater updater) {
    float[] weights = GlorotUniform.parameters(TOPOLOGY, 7);
    return new ModelState(weights, updater.newState(weights.length), new float[0], 0);
  }

  static Shard shard(int worker, int examples) {
    return shard(worker, examples(TOPOLOGY.inputs(), examples, 100 + worker));
  }

  /** The examples in the order of their rows. */
  static Shard shard(int worker, Examples examples) {
    return new Shard(
        worker, examples, IntBuffer.wrap(IntStream.range(0, examples.size()).toArray()));
  }

  static List<Shard> shards(TrainingPlan plan) {
    return IntStream.range(0, plan.replicas())
        .mapToObj(worker -> shard(worker, plan.shardSizes().get(worker)))
        .toList();
  }

  static Examples examples(int inputs, int examples, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] features = new float[examples * inputs];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.nextDouble();
    }
    int[] classes = random.ints(examples, 0, TOPOLOGY.classes()).toArray();
    float[] labels = new float[examples * TOPOLOGY.classes()];
    for (int i = 0; i < examples; i++) {
      labels[i * TOPOLOGY.classes() + classes[i]] = 1;
    }
    return Examples.of(inputs, TOPOLOGY.classes(), features, labels);
  }

  /** Another one for every minibatch, so that a step with a neighbour's shows. */
  static double[] rates(TrainingPlan plan, int from, int to) {
    return IntStream.range(from * plan.averagingFrequency(), to * plan.averagingFrequency())
        .mapToDouble(step -> 0.02 / (1 + 0.1 * step))
        .toArray();
  }

  /** An epoch after some rounds that showed nothing. */
  static Progress after(TrainingPlan plan, int rounds) {
    return plan.counted(new Progress(1, rounds, 0, 0, 0, 0, 0));
  }

  static float[][] vectors(int count, int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] vectors = new float[count][length];
    for (float[] vector : vectors) {
      for (int k = 0; k < length; k++) {
        vector[k] = (float) (2 * random.nextDouble() - 1);
      }
    }
    return vectors;
  }

  /** The sum over a binary tree of replicas without those of share 0: PairwiseSum's definition. */
  static float[] weightedSum(float[][] vectors, float[] shares) {
    return node(vectors, shares, 0, Integer.highestOneBit(2 * vectors.length)).orElseThrow();
  }

  private static Optional<float[]> node(float[][] vectors, float[] shares, int start, int size) {
    if (start >= vectors.length) {
      return Optional.empty();
    }
    if (size == 1) {
      return shares[start] == 0 ? Optional.empty() : Optional.of(times(shares, vectors, start));
    }
    Optional<float[]> left = node(vectors, shares, start, size / 2);
    Optional<float[]> right = node(vectors, shares, start + size / 2, size / 2);
    if (left.isEmpty() || right.isEmpty()) {
      return left.or(() -> right);
    }
    float[] sum = left.get();
    for (int k = 0; k < sum.length; k++) {
      sum[k] += right.get()[k];
    }
    return left;
  }

  private static float[] times(float[] shares, float[][] vectors, int replica) {
    float[] product = vectors[replica].clone();
    for (int k = 0; k < product.length; k++) {
      product[k] *= shares[replica];
    }
    return product;
  }

  /** What {@link #byHand} ends with. */
  record Trained(ModelState state, List<BatchResult> batches) {}

  /** An epoch's rounds [0, rounds): replica after replica, each with memory of its own. */
  static Trained byHand(TrainingPlan plan, ModelState start, int epoch, int rounds) {
    List<Shard> shards = shards(plan);
    double[] rates = rates(plan, 0, rounds);
    List<BatchResult> batches = new ArrayList<>();
    ModelState state = start;
    int longest = 0;
    for (int round = 0; round < rounds; round++) {
      float[][] weights = new float[plan.replicas()][];
      float[][] updater = new float[plan.replicas()][];
      float[] shares = new float[plan.replicas()];
      int all = 0;
      for (int i = 0; i < plan.replicas(); i++) {
        weights[i] = state.weights().clone();
        updater[i] = state.updater().clone();
        Examples examples = shards.get(i).examples();
        int[] order = Shuffle.order(plan.seed(), epoch, i, examples.size());
        for (int step = round * 3; step < round * 3 + 3; step++) {
          int count = Math.min(BATCH, examples.size() - step * BATCH);
          if (count > 0) {
            batches.add(
                new Step(new Workspace(TOPOLOGY, BATCH), plan.updater(), plan.l2())
                    .train(
                        weights[i],
                        updater[i],
                        examples,
                        order,
                        step * BATCH,
                        count,
                        rates[step],
                        start.iteration() + step));
            shares[i] += count;
            all += count;
            longest = Math.max(longest, step + 1);
          }
        }
      }
      for (int i = 0; i < plan.replicas(); i++) {
        shares[i] = (float) ((double) shares[i] / all);
      }
      state =
          new ModelState(
              weightedSum(weights, shares),
              weightedSum(updater, shares),
              new float[0],
              start.iteration() + longest);
    }
    return new Trained(state, batches);
  }
}
