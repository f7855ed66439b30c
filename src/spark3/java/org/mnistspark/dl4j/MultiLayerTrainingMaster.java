package org.mnistspark.dl4j;

import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.TrainingWorker;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * What a master that trains MultiLayerNetworks alone, by no DL4J workers and without temporary
 * files, answers to the rest of DL4J's interface.
 */
abstract class MultiLayerTrainingMaster
    implements TrainingMaster<TrainingResult, TrainingWorker<TrainingResult>> {
  @Override
  public void addHook(TrainingHook trainingHook) {
    throw new UnsupportedOperationException(
        "AveragingTrainingMaster: expected no training hooks, found one: the fused step has no DL4J model to hand to it;"
            + " use a TrainingListener, or DL4J's ParameterAveragingTrainingMaster");
  }

  @Override
  public void removeHook(TrainingHook trainingHook) {
    // There is none.
  }

  @Override
  public TrainingWorker<TrainingResult> getWorkerInstance(SparkDl4jMultiLayer network) {
    throw new UnsupportedOperationException(
        "AveragingTrainingMaster: its workers train by the fused step and are no DL4J TrainingWorkers; call fit");
  }

  @Override
  public TrainingWorker<TrainingResult> getWorkerInstance(SparkComputationGraph graph) {
    throw noGraphs();
  }

  @Override
  public void executeTraining(SparkComputationGraph graph, JavaRDD<DataSet> trainingData) {
    throw noGraphs();
  }

  @Override
  public void executeTrainingMDS(SparkComputationGraph graph, JavaRDD<MultiDataSet> trainingData) {
    throw noGraphs();
  }

  static UnsupportedNetworkException noGraphs() {
    return new UnsupportedNetworkException("a MultiLayerNetwork", "a ComputationGraph");
  }

  /** There are no temporary files. */
  @Override
  public boolean deleteTempFiles(JavaSparkContext sc) {
    return true;
  }

  /** There are no temporary files. */
  @Override
  public boolean deleteTempFiles(SparkContext sc) {
    return true;
  }
}
