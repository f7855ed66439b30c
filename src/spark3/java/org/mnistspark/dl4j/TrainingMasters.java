package org.mnistspark.dl4j;

import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.mnistspark.engine.KernelReports;

/** DL4J's stock training master, set up as well as it can be. */
public final class TrainingMasters {
  private TrainingMasters() {}

  /**
   * Stock parameter averaging over an RDD that has one partition per worker and DataSets of {@code
   * batchSize} examples.
   *
   * @param averagingFrequency minibatches per worker between averagings
   * @param seed of the random split of each epoch
   * @param taskCpus native threads per task
   * @param kernels hear of those of every task
   */
  public static ParameterAveragingTrainingMaster stock(
      int workers,
      int batchSize,
      int averagingFrequency,
      long seed,
      int taskCpus,
      KernelReports kernels) {
    return new ParameterAveragingTrainingMaster.Builder(workers, batchSize)
        .batchSizePerWorker(batchSize)
        .averagingFrequency(averagingFrequency)
        // False unless set, whatever its Javadoc says: RMSProp would start anew in every round.
        .saveUpdater(true)
        .rngSeed(seed)
        // Export, the default, writes every minibatch to files and needs a filesystem that all
        // executors share.
        .rddTrainingApproach(RDDTrainingApproach.Direct)
        // Every partition is a worker to DL4J, and the RDD already has one per worker.
        .repartionData(Repartition.Never)
        // Must be null for an RDD that is already persisted.
        .storageLevel(null)
        .workerPrefetchNumBatches(0)
        .trainingHooks(new NativeThreadsHook(taskCpus, kernels))
        .build();
  }
}
