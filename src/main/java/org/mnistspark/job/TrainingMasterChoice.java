package org.mnistspark.job;

/** Who distributes the training over the workers. */
public enum TrainingMasterChoice {
  /** This project's AveragingTrainingMaster, on the fused step: averaging costs a millisecond. */
  AVERAGING(16),

  /**
   * DL4J's stock ParameterAveragingTrainingMaster. It passes over the whole training set for every
   * averaging, so that small frequencies cost time, while accuracy hardly depends on them.
   */
  DL4J(64);

  private final int averagingFrequency;

  TrainingMasterChoice(int averagingFrequency) {
    this.averagingFrequency = averagingFrequency;
  }

  /** Minibatches per replica between averagings, unless the user says otherwise. */
  int averagingFrequency() {
    return averagingFrequency;
  }
}
