package org.mnistspark.dl4j;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
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
import org.mnistspark.averaging.Averaging;
import org.mnistspark.averaging.AveragingDefaults;
import org.mnistspark.averaging.LearningRateScaling;
import org.mnistspark.averaging.LearningRateSchedule;
import org.mnistspark.averaging.LearningRates;
import org.mnistspark.averaging.ModelState;
import org.mnistspark.averaging.OuterStep;
import org.mnistspark.averaging.Progress;
import org.mnistspark.averaging.TrainingState;
import org.mnistspark.engine.Engine;
import org.mnistspark.engine.EngineListener;
import org.mnistspark.engine.KernelReports;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parameter averaging at the speed of the hardware's matrix product: a drop-in for DL4J's {@code
 * ParameterAveragingTrainingMaster}.
 *
 * <pre>{@code
 * TrainingMaster<?, ?> master = new AveragingTrainingMaster.Builder().forWorkers(2, 60_000, 5).build();
 * MultiLayerNetwork network = new SparkDl4jMultiLayer(sc, conf, master).fit(rdd);
 * }</pre>
 *
 * <p>Every worker trains a replica of the network on its own part of the RDD; after every {@code
 * averagingFrequency} minibatches weights and updater state become their means over the replicas,
 * weighted by examples; an {@link OuterStep} may carry the weights further. The RDD is read once
 * and kept as shards outside the executors' heaps until another one is trained, or until {@link
 * #close}. One call of {@code fit} is one epoch.
 *
 * <p>Not covered: layers other than dense ones under softmax with cross-entropy, dropout,
 * ComputationGraph, masks, hooks. {@link UnsupportedNetworkException} says so, and DL4J's {@code
 * ParameterAveragingTrainingMaster} trains those. Listeners run on the driver, after every round,
 * which makes a Spark job of each; the score is the mean loss of that round, and in the end that of
 * the epoch, without L2.
 */
public final class AveragingTrainingMaster extends MultiLayerTrainingMaster
    implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AveragingTrainingMaster.class);

  private final AveragingSettings settings;
  private final AveragingStats stats = new AveragingStats();
  private final List<TrainingListener> listeners = new ArrayList<>();
  private boolean collectTrainingStats;
  private Consumer<String> warnings = LOG::warn;
  private boolean warned;
  // What the RDD was read for, and where it is now.
  private RDD<?> source;
  private FusedNetwork fused;
  private Engine engine;
  // Whom the present call of fit is for.
  private SparkDl4jMultiLayer caller;
  // The network that the momentum belongs to: it has no place for it itself.
  private MultiLayerNetwork inTraining;
  private float[] outerMomentum = new float[0];
  private Progress lastEpoch = Progress.begin(1);

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
   * Trains one epoch and leaves weights, updater state, score and iteration count in the network.
   */
  @Override
  public void executeTraining(SparkDl4jMultiLayer network, JavaRDD<DataSet> trainingData) {
    executeTraining(network, trainingData, trainingData.rdd());
  }

  /** {@code key} is the RDD that the caller will bring again next epoch. */
  private void executeTraining(
      SparkDl4jMultiLayer network, JavaRDD<DataSet> trainingData, RDD<?> key) {
    boolean done = false;
    try {
      train(network, trainingData, key);
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // The same network, not one with equal weights.
  private void train(SparkDl4jMultiLayer spark, JavaRDD<DataSet> trainingData, RDD<?> key) {
    caller = spark;
    MultiLayerNetwork network = spark.getNetwork();
    if (inTraining != network) {
      inTraining = network;
      outerMomentum = new float[0];
    }
    ModelState from = NetworkStates.read(network, outerMomentum);
    start(spark, trainingData, key, from);
    engine.restore(new TrainingState(from, Progress.begin(network.getEpochCount() + 1)));
    long start = System.currentTimeMillis();
    listeners.forEach(listener -> listener.onEpochStart(network));
    try {
      engine.epoch(() -> false);
    } finally {
      // Of the last good round.
      ModelState state = engine.state().model();
      NetworkStates.write(state, network);
      outerMomentum = state.momentum();
    }
    lastEpoch = engine.progress();
    caller.setScore(lastEpoch.loss());
    network.setScore(lastEpoch.loss());
    warnOnce();
    listeners.forEach(listener -> listener.onEpochEnd(network));
    if (collectTrainingStats) {
      stats.add(AveragingStats.EPOCH, start, System.currentTimeMillis());
    }
  }

  /** Reads the RDD, unless it was read for this network already. */
  private void start(
      SparkDl4jMultiLayer spark, JavaRDD<DataSet> trainingData, RDD<?> key, ModelState state) {
    FusedNetwork wanted = FusedNetwork.of(spark.getNetwork().getLayerWiseConfigurations());
    if (engine != null && source == key && wanted.equals(fused)) {
      return;
    }
    close();
    // An RDD without partitions has no examples either; the engine says so.
    int workers = settings.workers().orElse(Math.max(1, trainingData.getNumPartitions()));
    engine =
        Engine.start(
            DataSetExamples.of(
                trainingData, wanted.topology().inputs(), wanted.topology().classes(), workers),
            workers,
            wanted.network(),
            settings.averaging(),
            state,
            new Teller());
    source = key;
    fused = wanted;
  }

  /** Tells DL4J's listeners, on the driver, after every round. */
  private final class Teller implements EngineListener {
    @Override
    public boolean everyRound() {
      return collectTrainingStats || !listeners.isEmpty();
    }

    @Override
    public void averaged(Supplier<ModelState> states, Progress before, Progress now, Times times) {
      if (collectTrainingStats) {
        stats.add(AveragingStats.ROUNDS, times.start(), times.trained());
        stats.add(AveragingStats.AVERAGING, times.trained(), times.averaged());
      }
      MultiLayerNetwork network = caller.getNetwork();
      long examples = now.examples() - before.examples();
      double score = (now.lossSum() - before.lossSum()) / examples;
      caller.setScore(score);
      network.setScore(score);
      if (!listeners.isEmpty()) {
        ModelState state = states.get();
        NetworkStates.write(state, network);
        // DL4J's PerformanceListener takes its number of examples from the rows of the input.
        network.setInput(Nd4j.zeros(DataType.FLOAT, examples, 1));
        for (TrainingListener listener : new ArrayList<>(listeners)) {
          listener.iterationDone(network, state.iteration(), network.getEpochCount());
        }
        network.setInput(null);
      }
    }
  }

  private void warnOnce() {
    Optional<String> warning = warned ? Optional.empty() : KernelReports.warning(kernels());
    warning.ifPresent(warnings);
    warned |= warning.isPresent();
  }

  /**
   * OpenBLAS' kernels in use, or that there are none, by process that has trained: "driver",
   * "executor 1 on HOST".
   */
  public SortedMap<String, String> kernels() {
    return engine == null ? new TreeMap<>() : engine.kernels();
  }

  /**
   * What the last epoch showed.
   *
   * @throws IllegalStateException before the first one
   */
  public Progress lastEpoch() {
    if (lastEpoch.rounds() == 0) {
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
   * Who hears, once, that processes use different OpenBLAS kernels, so that the result is not
   * repeatable to the bit; by default the log.
   */
  public void setWarningListener(Consumer<String> listener) {
    warnings = listener;
  }

  /** Lets go of the examples. The master can be used again. */
  @Override
  public void close() {
    if (engine != null) {
      engine.close();
      engine = null;
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
     * How the rate changes over this many epochs, from the network's first; it does not by default.
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
     * This many workers, and all that was found to keep the accuracy of one: minibatch, averaging
     * frequency, outer step and learning rate.
     *
     * @param examples of the RDD, about
     * @param epochs calls of {@code fit}, over which the learning rate falls to 0
     */
    public Builder forWorkers(int count, long examples, int epochs) {
      Averaging defaults = AveragingDefaults.forWorkers(count, examples, epochs, rngSeed);
      return workers(count)
          .batchSizePerWorker(defaults.batchSize())
          .averagingFrequency(defaults.averagingFrequency())
          .outerStep(defaults.outer())
          .learningRateScaling(defaults.learningRates().scaling())
          .learningRateSchedule(defaults.learningRates().schedule(), epochs);
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
                  new Averaging(
                      batchSizePerWorker,
                      averagingFrequency,
                      outer,
                      new LearningRates(scaling, schedule, plannedEpochs, warmupRounds),
                      rngSeed)));
      master.setCollectTrainingStats(collectTrainingStats);
      return master;
    }
  }
}
