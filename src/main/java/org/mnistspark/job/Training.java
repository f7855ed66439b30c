package org.mnistspark.job;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.mnistspark.dl4j.AveragingTrainingMaster;
import org.mnistspark.dl4j.EpochOutcome;
import org.mnistspark.dl4j.EpochProgress;
import org.mnistspark.dl4j.Minibatches;
import org.mnistspark.dl4j.NetworkSettings;
import org.mnistspark.dl4j.Networks;
import org.mnistspark.dl4j.TrainingMasters;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.evaluation.Metrics;
import org.mnistspark.report.Console;
import org.mnistspark.report.Progress;
import org.mnistspark.run.EpochHistory;
import org.mnistspark.run.TrainingSummary;
import org.mnistspark.spark.DistributedEvaluation;
import org.nd4j.linalg.dataset.DataSet;

/** A network in training on the cluster, epoch by epoch. */
final class Training implements AutoCloseable {
  private final LoadedData data;
  private final Trainer trainer;
  private final AveragingChoice averaging;
  private final int taskCpus;
  private double seconds;
  private double averagingSeconds;
  private double evaluationSeconds;
  private long examples;
  private long rounds;
  private Metrics test;

  private Training(LoadedData data, Trainer trainer, AveragingChoice averaging, int taskCpus) {
    this.data = data;
    this.trainer = trainer;
    this.averaging = averaging;
    this.taskCpus = taskCpus;
  }

  /** Initial weights, and the training set dealt out to the workers. */
  static Training start(
      SparkSession session, TrainConfig config, LoadedData data, Console console) {
    JavaSparkContext context = new JavaSparkContext(session.sparkContext());
    console.phase("dealing out the data");
    int taskCpus = SparkCores.perTask(session);
    int workers = config.workers().orElse(context.defaultParallelism());
    AveragingChoice averaging = AveragingChoice.of(config, workers);
    MultiLayerConfiguration network = Networks.configuration(network(config, data));
    int batchSize = averaging.batchSize();
    JavaRDD<DataSet> minibatches = Minibatches.of(data.train(), workers, batchSize, config.seed());
    Trainer trainer =
        switch (config.trainingMaster()) {
          case AVERAGING ->
              new AveragingTrainer(
                  context,
                  network,
                  new AveragingTrainingMaster.Builder()
                      .workers(workers)
                      .batchSizePerWorker(batchSize)
                      .averagingFrequency(averaging.averagingFrequency())
                      .outerStep(averaging.outer())
                      .learningRateScaling(averaging.scaling())
                      .learningRateSchedule(averaging.schedule(), config.epochs())
                      .rngSeed(config.seed())
                      .build(),
                  minibatches,
                  progress -> console.progress(shown(progress)));
          case DL4J ->
              new StockTrainer(
                  context,
                  network,
                  TrainingMasters.stock(
                      workers, batchSize, averaging.averagingFrequency(), config.seed(), taskCpus),
                  minibatches,
                  (long) workers * averaging.averagingFrequency(),
                  data.train(),
                  taskCpus);
        };
    return new Training(data, trainer, averaging, taskCpus);
  }

  private static Progress shown(EpochProgress at) {
    return new Progress(at.epoch(), at.step(), at.steps(), at.examples(), at.loss(), at.accuracy());
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

  /** Trains one epoch, then evaluates the test set. The seconds are those of training alone. */
  EpochHistory epoch(int number) {
    long start = System.nanoTime();
    trainer.train();
    double elapsed = (System.nanoTime() - start) / 1e9;
    EpochOutcome outcome = trainer.outcome();
    long evaluation = System.nanoTime();
    test = DistributedEvaluation.evaluate(data.test(), classifier());
    evaluationSeconds += (System.nanoTime() - evaluation) / 1e9;
    averagingSeconds += outcome.averagingSeconds();
    seconds += elapsed;
    examples += outcome.examples();
    rounds += outcome.rounds();
    return new EpochHistory(
        number,
        outcome.loss(),
        outcome.accuracy(),
        test.loss(),
        test.accuracy(),
        elapsed,
        outcome.examples() / elapsed);
  }

  MultiLayerNetwork network() {
    return trainer.network();
  }

  /** The network as it is now. */
  Classifier classifier() {
    return Networks.classifier(network(), "the network in training", taskCpus);
  }

  /** Of training, how long averaging took so far. */
  double averagingSeconds() {
    return averagingSeconds;
  }

  /** How long the evaluations after the epochs took so far. */
  double evaluationSeconds() {
    return evaluationSeconds;
  }

  /** How the replicas are averaged. */
  AveragingChoice averaging() {
    return averaging;
  }

  /** What metrics.json says. */
  TrainingSummary summary(String runId, EpochHistory last) {
    return new TrainingSummary(
        runId,
        data.digest().kind().id(),
        test,
        last.trainAccuracy(),
        last.trainLoss(),
        seconds,
        examples / seconds,
        rounds,
        averaging.workers(),
        last.epoch());
  }

  @Override
  public void close() {
    trainer.close();
  }
}
