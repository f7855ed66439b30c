package org.mnistspark.job;

import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.mnistspark.averaging.Averaging;
import org.mnistspark.averaging.Progress;
import org.mnistspark.averaging.TrainingState;
import org.mnistspark.dl4j.Minibatches;
import org.mnistspark.dl4j.NetworkStates;
import org.mnistspark.dl4j.Networks;
import org.mnistspark.dl4j.TrainingMasters;
import org.mnistspark.engine.KernelReports;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.evaluation.Metrics;
import org.mnistspark.spark.scoring.DistributedEvaluation;
import org.mnistspark.spark.session.TaskCores;
import org.nd4j.linalg.dataset.DataSet;

/** Training by DL4J's own master. */
final class StockTrainer implements Trainer {
  private final JavaSparkContext context;
  private final MultiLayerNetwork network;
  private final IntFunction<ParameterAveragingTrainingMaster> masters;
  private final KernelReports kernels;
  private final JavaRDD<DataSet> minibatches;
  private final Dataset<Row> trainingSet;
  private final int threads;
  private final int rounds;

  /**
   * The training set as minibatches in the executors' memory.
   *
   * @param network with its initial weights
   */
  static StockTrainer start(
      JavaSparkContext context,
      MultiLayerNetwork network,
      LoadedData data,
      int workers,
      Averaging averaging) {
    int taskCpus = TaskCores.of(context.sc());
    KernelReports kernels = KernelReports.to(context.sc());
    return new StockTrainer(
        context,
        network,
        epoch ->
            TrainingMasters.stock(
                workers,
                averaging.batchSize(),
                averaging.averagingFrequency(),
                averaging.seed() + epoch,
                taskCpus,
                kernels),
        kernels,
        Minibatches.of(
            data.train(),
            data.inputs(),
            data.classes(),
            workers,
            averaging.batchSize(),
            averaging.seed()),
        (long) workers * averaging.averagingFrequency(),
        data.train(),
        taskCpus);
  }

  /**
   * Reads the minibatches into the executors' memory.
   *
   * @param masters one for each epoch, counted from 0: what it draws must not depend on the epochs
   *     before, or a resumed run would diverge
   * @param kernels hear of those of every task
   * @param minibatchesPerRound of all workers
   * @param trainingSet the same examples, for the training loss
   * @param threads native threads per task
   */
  private StockTrainer(
      JavaSparkContext context,
      MultiLayerNetwork network,
      IntFunction<ParameterAveragingTrainingMaster> masters,
      KernelReports kernels,
      JavaRDD<DataSet> minibatches,
      long minibatchesPerRound,
      Dataset<Row> trainingSet,
      int threads) {
    this.context = context;
    this.masters = masters;
    this.kernels = kernels;
    this.network = network;
    // Serialized: the INDArrays' own memory is off-heap, and Spark would count none of it.
    this.minibatches = minibatches.persist(StorageLevel.MEMORY_AND_DISK_SER());
    this.trainingSet = trainingSet;
    this.threads = threads;
    // Fills the cache now, so that no epoch's seconds include it.
    long count = count();
    // DL4J deals DataSets to rounds until there are none left.
    this.rounds = Math.toIntExact((count + minibatchesPerRound - 1) / minibatchesPerRound);
  }

  private long count() {
    boolean done = false;
    try {
      long count = minibatches.count();
      done = true;
      return count;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  /** The whole epoch: DL4J's master cannot be stopped within it. */
  @Override
  public boolean train(BooleanSupplier stop) {
    new SparkDl4jMultiLayer(context, network, masters.apply(network.getEpochCount()))
        .fit(minibatches);
    return true;
  }

  /** DL4J's master reports neither loss nor accuracy, so the training set is evaluated. */
  @Override
  public Progress progress() {
    Metrics metrics = DistributedEvaluation.evaluate(trainingSet, classifier());
    return new Progress(
        network.getEpochCount(),
        rounds,
        0,
        0,
        metrics.examples(),
        metrics.loss() * metrics.examples(),
        Math.round(metrics.accuracy() * metrics.examples()));
  }

  @Override
  public double averagingSeconds() {
    return 0;
  }

  @Override
  public Classifier classifier() {
    return Networks.classifier(network, "the network in training", threads);
  }

  @Override
  public MultiLayerNetwork network() {
    return network;
  }

  @Override
  public SortedMap<String, String> kernels() {
    return kernels.value();
  }

  @Override
  public TrainingState state() {
    return new TrainingState(
        NetworkStates.read(network), Progress.begin(network.getEpochCount() + 1));
  }

  @Override
  public void restore(TrainingState state) {
    NetworkStates.restore(state, network);
  }

  @Override
  public void close() {
    minibatches.unpersist(false);
  }
}
