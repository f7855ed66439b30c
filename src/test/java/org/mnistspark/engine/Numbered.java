package org.mnistspark.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.averaging.Shard;
import org.mnistspark.mlp.Activation;
import org.mnistspark.mlp.Examples;
import org.mnistspark.mlp.Topology;

/**
 * A small classification problem: example i has class i % 3, and every third of its features, from
 * its class on, is brighter. An example depends on nothing but its number, which its last feature
 * tells.
 */
final class Numbered {
  static final int INPUTS = 12;
  static final int CLASSES = 3;
  static final Topology TOPOLOGY = new Topology(INPUTS, List.of(8), Activation.TANH, CLASSES);

  private Numbered() {}

  /** Grey levels. */
  static float[] features(int number) {
    SplittableRandom random = new SplittableRandom(number);
    float[] features = new float[INPUTS];
    for (int k = 0; k < INPUTS - 2; k++) {
      features[k] = (random.nextInt(156) + (k % 3 == number % 3 ? 100 : 0)) / 255f;
    }
    features[INPUTS - 2] = (number >> 8) / 255f;
    features[INPUTS - 1] = (number & 255) / 255f;
    return features;
  }

  static float[] label(int number) {
    float[] label = new float[CLASSES];
    label[number % CLASSES] = 1;
    return label;
  }

  /** Consecutive examples from 0 on, so many for each worker; in the order of their numbers. */
  static JavaRDD<Example> rdd(SparkSession session, int partitions, int... sizes) {
    return rdd(session, partitions, List.of(), sizes);
  }

  /** Some of them have features that are not grey levels. */
  static JavaRDD<Example> rdd(
      SparkSession session, int partitions, List<Integer> floats, int... sizes) {
    List<int[]> places = new ArrayList<>();
    for (int worker = 0; worker < sizes.length; worker++) {
      for (int i = 0; i < sizes[worker]; i++) {
        places.add(new int[] {worker, places.size()});
      }
    }
    // Not in the order of the keys.
    java.util.Collections.shuffle(places, new java.util.Random(partitions));
    return new JavaSparkContext(session.sparkContext())
        .parallelize(places, partitions)
        .map(place -> example(place[0], place[1], floats.contains(place[1])));
  }

  private static Example example(int worker, int number, boolean floats) {
    float[] features = features(number);
    if (floats) {
      features[0] = -0.12345f;
    }
    return new Example(worker, number - 1000L, features, label(number));
  }

  /** Examples [from, from + count) as the fused step takes them. */
  static Examples examples(int from, int count) {
    float[] features = new float[count * INPUTS];
    float[] labels = new float[count * CLASSES];
    for (int i = 0; i < count; i++) {
      System.arraycopy(features(from + i), 0, features, i * INPUTS, INPUTS);
      System.arraycopy(label(from + i), 0, labels, i * CLASSES, CLASSES);
    }
    return Examples.of(INPUTS, CLASSES, features, labels);
  }

  /** The numbers of a shard's examples, in its order. */
  static List<Integer> numbers(Shard shard) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < shard.examples().size(); i++) {
      float[] features = new float[INPUTS];
      float[] label = new float[CLASSES];
      shard.copy(i, 1, features, label);
      int number =
          256 * Math.round(255 * features[INPUTS - 2]) + Math.round(255 * features[INPUTS - 1]);
      if (label[number % CLASSES] != 1) {
        throw new AssertionError("example " + number + " has another one's label");
      }
      numbers.add(number);
    }
    return numbers;
  }
}
