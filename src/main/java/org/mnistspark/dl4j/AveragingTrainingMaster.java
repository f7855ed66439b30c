package org.mnistspark.dl4j;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.datavec.spark.util.BroadcastHadoopConfigHolder;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.core.storage.listener.RoutingIterationListener;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.data.loader.RemoteFileSourceFactory;
import org.deeplearning4j.spark.impl.common.LoadDataSetFunction;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.mnistspark.averaging.AveragingDefaults;
import org.mnistspark.averaging.LearningRateScaling;
import org.mnistspark.averaging.LearningRateSchedule;
import org.mnistspark.averaging.OuterStep;
import org.mnistspark.mlp.BlasKernels;
import org.mnistspark.spark.TaskCores;
import org.nd4j.linalg.dataset.DataSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parameter averaging at the speed of the hardware's matrix product: a drop-in for DL4J's {@code
 * ParameterAveragingTrainingMaster}.
 *
 * <pre>{@code
 * TrainingMaster<?, ?> master = new AveragingTrainingMaster.Builder().forWorkers(2).build();
 * MultiLayerNetwork network = new SparkDl4jMultiLayer(sc, conf, master).fit(rdd);
 * }</pre>
 *
 * <p>Every worker trains a replica of the network on its own part of the RDD; after every {@code
 * averagingFrequency} minibatches weights and updater state become their means over the replicas,
 * weighted by examples; an {@link OuterStep} may carry the weights further. The RDD is read once
 * and kept as compact blocks on the executors' heaps until another one is trained, or until {@link
 * #close}. One call of {@code fit} is one epoch.
 *
 * <p>Not covered: layers other than dense ones under softmax with cross-entropy, dropout,
 * ComputationGraph, masks, hooks. {@link UnsupportedNetworkException} says so, and DL4J's {@code
 * ParameterAveragingTrainingMaster} trains those. Listeners run on the driver, after every
 * averaging that it sees; the score is the mean loss since the last one, without L2.
 */
public final class AveragingTrainingMaster extends MultiLayerTrainingMaster
    implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AveragingTrainingMaster.class);

  private final AveragingSettings settings;
  private final AveragingStats stats = new AveragingStats();
  private final List<TrainingListener> listeners = new ArrayList<>();
  private boolean collectTrainingStats;
  private CachedBlocks blocks;
  private RDD<?> source;
  private EpochOutcome lastEpoch;
  private KernelReports kernels;
  private Consumer<String> warnings = LOG::warn;
  private boolean warned;
  private BooleanSupplier stop = () -> false;
  private float[] outerMomentum = new float[0];
  private StepProgress.Listener stepListener = any -> {};
  private EpochProgress progress = EpochProgress.NONE;
  private int epochs;
  // The network that momentum and progress belong to: it has no place for them itself.
  private MultiLayerNetwork inTraining;

  private AveragingTrainingMaster(AveragingSettings settings) {
    this.settings = settings;
  }

  /** A master with the settings that {@link #toJson} wrote. */
  public static AveragingTrainingMaster fromJson(String json) {
    return new AveragingTrainingMaster(AveragingSettings.fromJson(json));
  }

  /** A master with the settings that {@link #toYaml} wrote. */
  public static AveragingTrainingMaster fromYaml(String yaml) {
    return new AveragingTrainingMaster(AveragingSettings.fromYaml(yaml));
  }

  @Override
  public String toJson() {
    return settings.toJson();
  }

  @Override
  public String toYaml() {
    return settings.toYaml();
  }

  /**
   * Reads the RDD into blocks before its first epoch, which would do it otherwise.
   *
   * @throws UnsupportedNetworkException when the fused step does not cover the network
   */
  public void prepare(SparkDl4jMultiLayer network, JavaRDD<DataSet> trainingData) {
    prepare(network, trainingData, trainingData.rdd());
  }

  /** Blocks of DataSets; {@code key} is the RDD that the caller will bring again next epoch. */
  private void prepare(SparkDl4jMultiLayer network, JavaRDD<DataSet> trainingData, RDD<?> key) {
    FusedNetwork fused = FusedNetwork.of(network.getNetwork().getLayerWiseConfigurations());
    if (blocks != null && source == key) {
      return;
    }
    close();
    JavaSparkContext context = network.getSparkContext();
    kernels = KernelReports.to(context.sc());
    // An RDD without partitions has no examples either; training says so.
    int workers = settings.workers().orElse(Math.max(1, trainingData.getNumPartitions()));
    int tasks =
        Math.min(workers, Math.max(1, context.defaultParallelism() / TaskCores.of(context.sc())));
    blocks = new CachedBlocks(trainingData, fused.topology(), workers, tasks);
    source = key;
  }

  /**
   * Trains one epoch and leaves weights, updater state, score and iteration count in the network.
   */
  @Override
  public void executeTraining(SparkDl4jMultiLayer network, JavaRDD<DataSet> trainingData) {
    executeTraining(network, trainingData, trainingData.rdd());
  }

  private void executeTraining(
      SparkDl4jMultiLayer network, JavaRDD<DataSet> trainingData, RDD<?> key) {
    boolean done = false;
    try {
      prepare(network, trainingData, key);
      adopt(network.getNetwork());
      network.getNetwork().getLayerWiseConfigurations().setEpochCount(epochs);
      EpochTraining epoch =
          new EpochTraining(
              network,
              settings,
              blocks,
              kernels,
              TaskCores.of(network.getSparkContext().sc()),
              outerMomentum,
              progress,
              stepListener);
      try {
        if (epoch.run(stop, listeners, collectTrainingStats ? stats : new AveragingStats())) {
          lastEpoch = epoch.outcome();
          warnOnce();
          progress = EpochProgress.NONE;
          epochs++;
        } else {
          progress = epoch.progress();
        }
      } finally {
        // Of the last good round, as the network's weights are.
        outerMomentum = epoch.momentum();
      }
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  private void warnOnce() {
    Optional<String> warning = warned ? Optional.empty() : BlasKernels.warning(kernels());
    warning.ifPresent(warnings);
    warned |= warning.isPresent();
  }

  /**
   * OpenBLAS' kernels in use, by process: "driver", "executor 1 on HOST". Those of an executor are
   * known once a task has trained there.
   */
  public SortedMap<String, String> kernels() {
    return kernels == null ? new TreeMap<>() : kernels.value();
  }

  /** DL4J counts an epoch that was stopped, too; then the count here is the right one. */
  @SuppressWarnings("ReferenceEquality") // The same network, not one with equal weights.
  private void adopt(MultiLayerNetwork network) {
    if (inTraining != network) {
      inTraining = network;
      outerMomentum = new float[0];
      progress = EpochProgress.NONE;
    }
    if (progress.rounds() == 0) {
      epochs = network.getEpochCount();
    }
  }

  /**
   * Asks this after every averaging that the driver sees; once it is true, training returns with
   * {@link #stopped}, and {@link #state} has all that it takes to go on.
   */
  public void stopWhen(BooleanSupplier condition) {
    stop = condition;
  }

  /** Whether the last call of {@code fit} was stopped before the end of its epoch. */
  public boolean stopped() {
    return progress.rounds() > 0;
  }

  /** Where the training of this network is. */
  public TrainingState state(SparkDl4jMultiLayer network) {
    adopt(network.getNetwork());
    return new TrainingState(
        NetworkStates.read(network.getNetwork(), outerMomentum), epochs, progress);
  }

  /**
   * Lets the network's training go on from there: the next call of {@code fit} trains what is left
   * of the epoch, to the same bits as if it had never been stopped.
   *
   * @throws IllegalArgumentException when the state is that of another network
   */
  public void restore(SparkDl4jMultiLayer network, TrainingState state) {
    state.restoreTo(network.getNetwork());
    adopt(network.getNetwork());
    outerMomentum = state.model().momentum();
    progress = state.progress();
    epochs = state.epochs();
  }

  /**
   * What the last epoch showed.
   *
   * @throws IllegalStateException before the first one
   */
  public EpochOutcome lastEpoch() {
    if (lastEpoch == null) {
      throw new IllegalStateException(
          "expected an epoch to be trained, found none; call fit first");
    }
    return lastEpoch;
  }

  @Override
  public void executeTrainingPaths(
      SparkDl4jMultiLayer network,
      SparkComputationGraph graph,
      JavaRDD<String> trainingDataPaths,
      DataSetLoader dsLoader,
      MultiDataSetLoader mdsLoader) {
    if (network == null) {
      throw noGraphs();
    }
    if (dsLoader == null) {
      throw new UnsupportedNetworkException("a DataSetLoader", "a MultiDataSetLoader");
    }
    RemoteFileSourceFactory files =
        new RemoteFileSourceFactory(BroadcastHadoopConfigHolder.get(network.getSparkContext()));
    executeTraining(
        network,
        trainingDataPaths.map(new LoadDataSetFunction(dsLoader, files)),
        trainingDataPaths.rdd());
  }

  /**
   * Who hears of rounds while an epoch runs. A task that has all replicas trains many of them in
   * one Spark job; of these the listener hears where {@code spark.plugins} names {@link
   * org.mnistspark.spark.ProgressPlugin}, and of the job's last one always.
   */
  public void setProgressListener(StepProgress.Listener listener) {
    stepListener = listener;
  }

  /**
   * Who hears, once, that processes use different OpenBLAS kernels, so that the result is not
   * repeatable to the bit; by default the log.
   */
  public void setWarningListener(Consumer<String> listener) {
    warnings = listener;
  }

  /** Releases the blocks. The master can be used again. */
  @Override
  public void close() {
    if (blocks != null) {
      blocks.close();
      blocks = null;
      source = null;
    }
  }

  @Override
  public void setListeners(Collection<TrainingListener> newListeners) {
    listeners.clear();
    if (newListeners != null) {
      listeners.addAll(newListeners);
    }
  }

  /**
   * As {@link #setListeners(Collection)}. Listeners run on the driver; one that routes statistics
   * and has no router yet gets this one.
   */
  @Override
  public void setListeners(StatsStorageRouter router, Collection<TrainingListener> newListeners) {
    setListeners(newListeners);
    for (TrainingListener listener : listeners) {
      if (listener instanceof RoutingIterationListener routing
          && routing.getStorageRouter() == null) {
        routing.setStorageRouter(router);
      }
    }
  }

  @Override
  public void setCollectTrainingStats(boolean collect) {
    collectTrainingStats = collect;
  }

  @Override
  public boolean getIsCollectTrainingStats() {
    return collectTrainingStats;
  }

  /** Times of reading, training and averaging; null unless collected, as the interface says. */
  @Override
  public SparkTrainingStats getTrainingStats() {
    return collectTrainingStats ? stats : null;
  }

  /** Settings of a master; all have defaults. */
  public static final class Builder {
    private OptionalInt workers = OptionalInt.empty();
    private int batchSizePerWorker = 128;
    private int averagingFrequency = 16;
    private OuterStep outer = OuterStep.MEAN;
    private LearningRateScaling scaling = LearningRateScaling.NONE;
    private LearningRateSchedule schedule = LearningRateSchedule.CONSTANT;
    private int plannedEpochs = 1;
    private int warmupRounds;
    private long rngSeed = 42;
    private boolean collectTrainingStats;

    /** Replicas; by default one per partition of the RDD. */
    public Builder workers(int count) {
      workers = OptionalInt.of(count);
      return this;
    }

    /** Examples per minibatch of a replica, whatever the size of the DataSets; 128 by default. */
    public Builder batchSizePerWorker(int examples) {
      batchSizePerWorker = examples;
      return this;
    }

    /** Minibatches per replica between averagings; 16 by default. */
    public Builder averagingFrequency(int minibatches) {
      averagingFrequency = minibatches;
      return this;
    }

    /** What becomes of the replicas' mean; plain averaging by default. */
    public Builder outerStep(OuterStep step) {
      outer = step;
      return this;
    }

    /** How the learning rate grows with the workers; it does not by default. */
    public Builder learningRateScaling(LearningRateScaling byWorkers) {
      scaling = byWorkers;
      return this;
    }

    /**
     * How the rate changes over so many epochs, from the network's first; it does not by default.
     */
    public Builder learningRateSchedule(LearningRateSchedule overTime, int epochs) {
      schedule = overTime;
      plannedEpochs = epochs;
      return this;
    }

    /** First rounds over which the learning rate rises to its height; 0 by default. */
    public Builder warmupRounds(int rounds) {
      warmupRounds = rounds;
      return this;
    }

    /**
     * So many workers, with the minibatch, averaging frequency, outer step and learning-rate
     * scaling that were found to keep the accuracy of one worker.
     */
    public Builder forWorkers(int count) {
      AveragingDefaults defaults = AveragingDefaults.forWorkers(count);
      return workers(count)
          .batchSizePerWorker(defaults.batchSize())
          .averagingFrequency(defaults.averagingFrequency())
          .outerStep(defaults.outer())
          .learningRateScaling(defaults.scaling());
    }

    /** Seed of the shuffling; 42 by default. */
    public Builder rngSeed(long seed) {
      rngSeed = seed;
      return this;
    }

    /** Whether times are collected; they are not by default. */
    public Builder collectTrainingStats(boolean collect) {
      collectTrainingStats = collect;
      return this;
    }

    /**
     * The master.
     *
     * @throws IllegalArgumentException when a number is not positive
     */
    public AveragingTrainingMaster build() {
      AveragingTrainingMaster master =
          new AveragingTrainingMaster(
              new AveragingSettings(
                  workers,
                  batchSizePerWorker,
                  averagingFrequency,
                  outer,
                  scaling,
                  schedule,
                  plannedEpochs,
                  warmupRounds,
                  rngSeed));
      master.setCollectTrainingStats(collectTrainingStats);
      return master;
    }
  }
}
