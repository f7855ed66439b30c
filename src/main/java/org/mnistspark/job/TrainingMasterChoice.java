package org.mnistspark.job;

/** How the training is distributed over the workers. */
public enum TrainingMasterChoice {
  /** This project's engine, on the fused step. */
  AVERAGING,
  /** DL4J's stock ParameterAveragingTrainingMaster. */
  DL4J
}
