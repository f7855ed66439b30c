package org.mnistspark.bench.averaging;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.udf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.mnistspark.bench.Digits;
import org.mnistspark.data.Split;
import org.mnistspark.dl4j.HiddenActivation;
import org.mnistspark.dl4j.NetworkSettings;
import org.mnistspark.dl4j.NetworkStates;
import org.mnistspark.dl4j.Networks;
import org.mnistspark.dl4j.UpdaterChoice;
import org.mnistspark.engine.Engine;
import org.mnistspark.engine.EngineListener;
import org.mnistspark.engine.FrameExamples;
import org.mnistspark.engine.Network;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.mlp.Mlp;
import org.mnistspark.spark.source.Frames;
import scala.collection.Seq;

/**
 * Trains as {@code train} does, by the same engine; only the evaluation is a plain loop, since a
 * classifier gives the same bits wherever it runs.
 */
final class Lab implements AutoCloseable {
  private static final int INPUTS = 784;
  private static final int HIDDEN = 512;
  private static final int CLASSES = 10;
  private static final int SIDE = 28;

  /** Of the training set's 60,000, for the comparison of candidates. */
  private static final int TRAINED_FOR_SELECTION = 50_000;

  /** Copies of the training set in the large one, each shifted by up to two pixels each way. */
  private static final int COPIES = 50;

  private static final int SHIFTS = 5;
  private static final int CHUNK = 1000;

  private final SparkSession spark;
  private final Dataset<Row> train;
  private final Digits trainDigits;
  private final Digits test;

  Lab(SparkSession spark, Path data) throws IOException {
    this.spark = spark;
    this.train =
        Frames.load(spark, data.toUri().toString(), Split.TRAIN, CLASSES)
            .persist(StorageLevel.MEMORY_ONLY());
    this.trainDigits = Digits.load(data, Split.TRAIN);
    this.test = Digits.load(data, Split.TEST);
  }

  /** Trained on the whole training set, compared on the test set. */
  Trial test(Recipe recipe, int epochs, long seed, boolean large) {
    return train(recipe, epochs, seed, large ? copies(train) : train, test, 0, test.size());
  }

  /** Trained on the first 50,000 of the training set, compared on the others. */
  Trial validate(Recipe recipe, int epochs, long seed) {
    Dataset<Row> first = train.filter("index < " + TRAINED_FOR_SELECTION);
    return train(
        recipe, epochs, seed, first, trainDigits, TRAINED_FOR_SELECTION, trainDigits.size());
  }

  /** Two copies for each of 25 shifts of the flattened image, around its ends. */
  private Dataset<Row> copies(Dataset<Row> frame) {
    UDF2<Seq<Float>, Integer, float[]> shifted = Lab::shifted;
    return frame
        .withColumn("copy", explode(sequence(lit(0), lit(COPIES - 1))))
        .withColumn("index", col("copy").multiply(trainDigits.size()).plus(col("index")))
        .withColumn(
            "features",
            udf(shifted, DataTypes.createArrayType(DataTypes.FloatType, false))
                .apply(col("features"), col("copy")));
  }

  private static float[] shifted(Seq<Float> features, int copy) {
    int shift =
        Math.floorMod(
            copy % SHIFTS - SHIFTS / 2 + SIDE * (copy / SHIFTS % SHIFTS - SHIFTS / 2), INPUTS);
    float[] moved = new float[INPUTS];
    for (int i = 0; i < INPUTS; i++) {
      moved[(i + shift) % INPUTS] = features.apply(i);
    }
    return moved;
  }

  private static Trial train(
      Recipe recipe, int epochs, long seed, Dataset<Row> frame, Digits unseen, int from, int to) {
    MultiLayerConfiguration configuration =
        Networks.configuration(
            new NetworkSettings(
                INPUTS,
                List.of(HIDDEN),
                HiddenActivation.RELU,
                CLASSES,
                UpdaterChoice.RMSPROP,
                recipe.learningRate(),
                0,
                seed));
    Network network = Networks.forEngine(configuration);
    List<Double> accuracies = new ArrayList<>();
    try (Engine engine =
        Engine.start(
            FrameExamples.of(frame, recipe.workers(), seed),
            recipe.workers(),
            network,
            recipe.averaging(epochs, seed),
            NetworkStates.read(Networks.init(configuration)),
            new EngineListener() {})) {
      for (int epoch = 0; epoch < epochs; epoch++) {
        engine.epoch(() -> false);
        accuracies.add(
            accuracy(
                new Mlp(network.topology(), engine.state().model().weights()), unseen, from, to));
      }
    }
    return new Trial(recipe, epochs, seed, accuracies);
  }

  private static double accuracy(Classifier classifier, Digits digits, int from, int to) {
    int chunks = (to - from + CHUNK - 1) / CHUNK;
    long correct =
        IntStream.range(0, chunks)
            .parallel()
            .mapToLong(
                chunk -> {
                  int begin = from + chunk * CHUNK;
                  int count = Math.min(CHUNK, to - begin);
                  float[] scores = new float[count * CLASSES];
                  classifier.classify(digits.features(begin, count), count, scores);
                  return digits.correct(scores, begin, count);
                })
            .sum();
    return (double) correct / (to - from);
  }

  @Override
  public void close() {
    train.unpersist(true);
    spark.stop();
  }
}
