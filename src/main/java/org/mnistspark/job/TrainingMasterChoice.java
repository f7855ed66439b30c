package org.mnistspark.job;

/** Who distributes the training over the workers. */
public enum TrainingMasterChoice {
  /** DL4J's stock ParameterAveragingTrainingMaster. */
  DL4J
}
