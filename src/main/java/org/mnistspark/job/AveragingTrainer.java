package org.mnistspark.job;

import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.mnistspark.dl4j.AveragingTrainingMaster;
import org.mnistspark.dl4j.EpochOutcome;
import org.mnistspark.dl4j.StepProgress;
import org.mnistspark.dl4j.TrainingState;
import org.nd4j.linalg.dataset.DataSet;

/** Training by this project's master. */
final class AveragingTrainer implements Trainer {
  private final AveragingTrainingMaster master;
  private final SparkDl4jMultiLayer spark;
  private final JavaRDD<DataSet> minibatches;

  /** Reads the minibatches into the executors' memory. */
  AveragingTrainer(
      JavaSparkContext context,
      MultiLayerConfiguration network,
      AveragingTrainingMaster master,
      JavaRDD<DataSet> minibatches,
      StepProgress.Listener progress) {
    this.master = master;
    this.spark = new SparkDl4jMultiLayer(context, network, master);
    this.minibatches = minibatches;
    master.setProgressListener(progress);
    // The job has warnings of its own.
    master.setWarningListener(any -> {});
    master.prepare(spark, minibatches);
  }

  @Override
  public boolean train(BooleanSupplier stop) {
    master.stopWhen(stop);
    spark.fit(minibatches);
    return !master.stopped();
  }

  @Override
  public EpochOutcome outcome() {
    return master.lastEpoch();
  }

  @Override
  public MultiLayerNetwork network() {
    return spark.getNetwork();
  }

  @Override
  public SortedMap<String, String> kernels() {
    return master.kernels();
  }

  @Override
  public TrainingState state() {
    return master.state(spark);
  }

  @Override
  public void restore(TrainingState state) {
    master.restore(spark, state);
  }

  @Override
  public void close() {
    master.close();
  }
}
