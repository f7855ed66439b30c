package org.mnistspark.job;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.mnistspark.dl4j.Minibatches;
import org.mnistspark.dl4j.NetworkClassifier;
import org.mnistspark.dl4j.NetworkSettings;
import org.mnistspark.dl4j.Networks;
import org.mnistspark.dl4j.TrainingMasters;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.evaluation.Metrics;
import org.mnistspark.run.EpochHistory;
import org.mnistspark.run.TrainingSummary;
import org.mnistspark.spark.DistributedEvaluation;
import org.nd4j.linalg.dataset.DataSet;

/** A network in training on the cluster, epoch by epoch. */
final class Training implements AutoCloseable {
  private final TrainConfig config;
  private final LoadedData data;
  private final int workers;
  private final int taskCpus;
  private final JavaRDD<DataSet> minibatches;
  private final SparkDl4jMultiLayer spark;
  private final long dataSets;
  private double seconds;

  private Training(SparkSession session, TrainConfig config, LoadedData data) {
    JavaSparkContext context = new JavaSparkContext(session.sparkContext());
    this.config = config;
    this.data = data;
    this.taskCpus = SparkCores.perTask(session);
    this.workers = config.workers().orElse(context.defaultParallelism());
    // Serialized: the INDArrays' own memory is off-heap, and Spark would count none of it.
    this.minibatches =
        Minibatches.of(data.train(), workers, config.batchSize(), config.seed())
            .persist(StorageLevel.MEMORY_AND_DISK_SER());
    // Fills the cache now, so that no epoch's seconds include it.
    this.dataSets = minibatches.count();
    this.spark =
        new SparkDl4jMultiLayer(
            context,
            Networks.configuration(network(config, data)),
            TrainingMasters.stock(
                workers, config.batchSize(), config.averagingFrequency(), config.seed(), taskCpus));
  }

  /** Initial weights, and the training set dealt out to the workers. */
  static Training start(SparkSession session, TrainConfig config, LoadedData data) {
    return new Training(session, config, data);
  }

  private static NetworkSettings network(TrainConfig config, LoadedData data) {
    return new NetworkSettings(
        data.inputs(),
        config.hidden(),
        config.activation(),
        LoadedData.CLASSES,
        config.updater(),
        config.learningRate(),
        config.l2(),
        config.seed());
  }

  /**
   * Trains one epoch, then evaluates training and test set. The seconds are those of training
   * alone.
   */
  EpochHistory epoch(int number) {
    long start = System.nanoTime();
    spark.fit(minibatches);
    double elapsed = (System.nanoTime() - start) / 1e9;
    seconds += elapsed;
    Metrics train = DistributedEvaluation.evaluate(data.train(), classifier());
    Metrics test = DistributedEvaluation.evaluate(data.test(), classifier());
    return new EpochHistory(
        number,
        train.loss(),
        train.accuracy(),
        test.loss(),
        test.accuracy(),
        elapsed,
        data.trainCount() / elapsed);
  }

  MultiLayerNetwork network() {
    return spark.getNetwork();
  }

  /** The network as it is now. */
  Classifier classifier() {
    return NetworkClassifier.of(network(), "the trained network", taskCpus);
  }

  int workers() {
    return workers;
  }

  /** What metrics.json says. */
  TrainingSummary summary(String runId, EpochHistory last, Metrics test) {
    int epochs = last.epoch();
    return new TrainingSummary(
        runId,
        data.digest().kind().id(),
        test,
        last.trainAccuracy(),
        last.trainLoss(),
        seconds,
        epochs * data.trainCount() / seconds,
        epochs * roundsPerEpoch(),
        workers,
        epochs);
  }

  /** DL4J deals DataSets to rounds until there are none left. */
  private long roundsPerEpoch() {
    long perRound = (long) workers * config.averagingFrequency();
    return (dataSets + perRound - 1) / perRound;
  }

  @Override
  public void close() {
    minibatches.unpersist(false);
  }
}
