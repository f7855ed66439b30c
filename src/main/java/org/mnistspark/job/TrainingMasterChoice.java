package org.mnistspark.job;

/** Who distributes the training over the workers. */
public enum TrainingMasterChoice {
  /** This project's AveragingTrainingMaster, on the fused step. */
  AVERAGING,
  /** DL4J's stock ParameterAveragingTrainingMaster. */
  DL4J
}
